/** A mount namespace with temporary folders of its own: what a program leaves in them is its own, too. */

import { CTRACK } from "../workload/ctrack.ts";

/** Where programs put what is nobody's business. */
const FOLDERS = ["/tmp", "/var/tmp", "/dev/shm", "/run"];

/** The program under test; the folder that has it may be hidden. */
const PROGRAM = "/mnt/ctrack";

/** The program goes through a descriptor to where it stays visible; then all is ready. */
const SCRIPT = [
  "set -e",
  "mount -t tmpfs -o mode=0755 none /mnt",
  `touch ${PROGRAM}`,
  `mount --bind "$0" ${PROGRAM}`,
  'for folder in "$@"; do mount -t tmpfs none "$folder"; done',
  "echo ready",
  "exec cat",
].join("\n");

/** Such a namespace, which lives until it is disposed. */
export interface PrivateFolders extends AsyncDisposable {
  /** Goes in front of `path`, and becomes it. */
  readonly wrap: readonly string[];
  /** The program under test, as it is seen there. */
  readonly path: string;
  /** Files and folders that were left there. */
  left(): readonly string[];
}

/** Makes one. */
export async function privateFolders(): Promise<PrivateFolders> {
  const child = new Deno.Command("unshare", {
    args: ["--mount", "sh", "-c", SCRIPT, CTRACK, ...FOLDERS],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  return {
    wrap: ["nsenter", `--target=${child.pid}`, "--mount", "--wd=/tmp"],
    path: PROGRAM,
    left: () => FOLDERS.flatMap((folder) => filesBelow(`/proc/${child.pid}/root${folder}`)),
    async [Symbol.asyncDispose]() {
      await child.stdin.close();
      await reader.cancel();
      await child.status;
    },
  };
}

function filesBelow(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return isDirectory ? [path, ...filesBelow(path)] : [path];
  });
}
