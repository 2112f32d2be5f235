import { openPlainFile, type PlainFile } from "../shim/plain_file.ts";

/** Longest state file that is read, bytes: an OCI `config.json` has some 20 KiB, with labels perhaps 200. */
export const STATE_FILE_MAX = 4 * 1024 * 1024;

/**
 * The text of a runtime's state file; undefined for one that is not there, not allowed, no regular file, or
 * longer than `limit` bytes. Never rejects.
 *
 * It is read at once: from memory that takes 50 us, and each of a thread's five answers 100 or, while
 * containers start, much more.
 */
export function readStateFile(path: string, limit = STATE_FILE_MAX): Promise<string | undefined> {
  using file = openPlainFile(path, { followsLink: true });
  return Promise.resolve(file && textOf(file, limit));
}

/** The text of a file that is held, whole; undefined as of {@link readStateFile}. */
export function textOf(file: PlainFile, limit: number): string | undefined {
  const { size } = file;
  if (size > limit) return undefined;
  try {
    const bytes = file.read(size + 1);
    // It grew while it was read: it is being written.
    return bytes.length > size ? undefined : new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Names in a folder that only root can fill, at most `limit` of them; none where it is not there or not allowed.
 * Read at once, as a file is.
 */
export function listFolderNow(path: string, limit: number): readonly string[] {
  try {
    return Deno.readDirSync(path).take(limit).map(({ name }) => name).toArray();
  } catch {
    return [];
  }
}

/** {@link listFolderNow} for any folder, however many names somebody put into it. Never rejects. */
export async function listFolder(path: string, limit: number): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of Deno.readDir(path)) {
      if (names.push(name) >= limit) break;
    }
  } catch {
    // What was found so far counts: folders of state come and go.
  }
  return names;
}

/** Whether there is such a folder. Never rejects. */
export async function isFolder(path: string): Promise<boolean> {
  return await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}
