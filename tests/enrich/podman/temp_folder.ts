/** A folder of a test's own. */
export interface TempFolder extends AsyncDisposable {
  readonly path: string;
  /** Writes a file and the folders above it; gives its path. */
  write(name: string, text: string): string;
}

/** Makes the folder. */
export function tempFolder(): TempFolder {
  const path = Deno.makeTempDirSync({ prefix: "ctrack-podman-files-" });
  return {
    path,
    write(name, text) {
      const file = `${path}/${name}`;
      Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      Deno.writeTextFileSync(file, text);
      return file;
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** Whose files a test's files are. */
export const OWN_UID: number = Deno.uid() ?? 0;

/** Writes a storage's list of containers, `[id, name]` each; gives its root folder. */
export function writeStorage(
  folder: TempFolder,
  name: string,
  containers: readonly (readonly [id: string, name: string])[],
): string {
  const list = containers.map(([id, container]) => ({
    id,
    names: [container],
    metadata: JSON.stringify({ name: container, "image-name": "img:1" }),
  }));
  folder.write(`${name}/overlay-containers/containers.json`, JSON.stringify(list));
  return `${folder.path}/${name}`;
}
