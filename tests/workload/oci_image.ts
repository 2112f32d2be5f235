/** Makes images out of a folder, for runtimes that no registry can be reached from. */

const TEXT = new TextEncoder();

/** Settings of {@link writeOciArchive}. */
export interface OciImage {
  /** Full reference, such as `docker.io/library/act:1`. */
  readonly name: string;
  /** Folder that becomes the root file system. */
  readonly rootfs: string;
  /** What runs when nothing else is said. @default ["/bin/sh"] */
  readonly command?: readonly string[];
}

/** Writes an OCI image layout with this one image as a tar file; `folder` is for the work, and kept. */
export async function writeOciArchive(
  image: OciImage,
  folder: string,
  archive: string,
): Promise<void> {
  const { name, rootfs, command = ["/bin/sh"] } = image;
  const blobs = `${folder}/blobs/sha256`;
  await Deno.mkdir(blobs, { recursive: true });
  await tar(rootfs, `${folder}/layer.tar`);
  const layer = await addBlob(blobs, await Deno.readFile(`${folder}/layer.tar`));
  await Deno.remove(`${folder}/layer.tar`);
  const architecture = Deno.build.arch === "aarch64" ? "arm64" : "amd64";
  const config = await addJson(blobs, {
    architecture,
    os: "linux",
    config: { Cmd: command, Env: ["PATH=/bin"] },
    rootfs: { type: "layers", diff_ids: [layer.digest] },
  });
  const manifest = await addJson(blobs, {
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: { mediaType: "application/vnd.oci.image.config.v1+json", ...config },
    layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar", ...layer }],
  });
  await writeJson(`${folder}/oci-layout`, { imageLayoutVersion: "1.0.0" });
  await writeJson(`${folder}/index.json`, {
    schemaVersion: 2,
    manifests: [{
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      ...manifest,
      platform: { architecture, os: "linux" },
      annotations: { "io.containerd.image.name": name, "org.opencontainers.image.ref.name": name },
    }],
  });
  await tar(folder, archive);
}

/** A root file system of static busybox, with a link for each of these applets in /bin, and /tmp. */
export async function makeBusyboxRootfs(
  folder: string,
  applets: readonly string[] = ["sh", "true", "sleep", "echo", "cat", "dd"],
): Promise<void> {
  await Deno.mkdir(`${folder}/bin`, { recursive: true });
  await Deno.mkdir(`${folder}/tmp`, { recursive: true });
  // Without regard to the umask: a program may give up root.
  for (const path of [folder, `${folder}/bin`]) await Deno.chmod(path, 0o755);
  await Deno.chmod(`${folder}/tmp`, 0o777);
  await Deno.copyFile("/bin/busybox", `${folder}/bin/busybox`);
  for (const applet of applets) await Deno.symlink("busybox", `${folder}/bin/${applet}`);
}

interface Blob {
  readonly digest: string;
  readonly size: number;
}

async function addBlob(folder: string, bytes: Uint8Array<ArrayBuffer>): Promise<Blob> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
  await Deno.writeFile(`${folder}/${hash}`, bytes);
  return { digest: `sha256:${hash}`, size: bytes.length };
}

function addJson(folder: string, value: unknown): Promise<Blob> {
  return addBlob(folder, TEXT.encode(JSON.stringify(value)));
}

function writeJson(path: string, value: unknown): Promise<void> {
  return Deno.writeTextFile(path, JSON.stringify(value));
}

async function tar(folder: string, archive: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("tar", {
    args: ["-C", folder, "-cf", archive, "."],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
