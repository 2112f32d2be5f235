import { CTRACK } from "../workload/ctrack.ts";
import type { Programs } from "../workload/programs.ts";
import { output } from "./commands.ts";
import type { KernelFiles } from "./kernel_files.ts";

/** Static busybox of Debian's `busybox-static`. */
const BUSYBOX = "/bin/busybox";
const GUEST = new URL("guest/", import.meta.url).pathname;
const UNIT = new URL("../../packaging/ctrack.service", import.meta.url).pathname;
const FOLDERS = ["bin", "dev", "guest", "proc", "root", "run", "sys", "tmp"];

/**
 * Makes the first file system of a guest: busybox, `dist/ctrack`, the known programs, and the guests' scripts.
 * What belongs to one kernel is put in when it is packed.
 */
export async function makeInitramfs(folder: string, programs: Programs): Promise<void> {
  for (const name of FOLDERS) await Deno.mkdir(`${folder}/${name}`, { recursive: true });
  await Deno.copyFile(BUSYBOX, `${folder}/bin/busybox`);
  for (const applet of (await output(BUSYBOX, ["--list"])).trim().split("\n")) {
    if (applet !== "busybox") await Deno.symlink("busybox", `${folder}/bin/${applet}`);
  }
  for (const path of [CTRACK, programs.act, programs.leaf]) {
    await Deno.copyFile(path, `${folder}/bin/${path.replace(/.*\//, "")}`);
  }
  for await (const { name } of Deno.readDir(GUEST)) {
    await Deno.copyFile(`${GUEST}${name}`, `${folder}/guest/${name}`);
  }
  await Deno.copyFile(UNIT, `${folder}/guest/ctrack.service`);
  await Deno.copyFile(`${GUEST}init`, `${folder}/init`);
  await Deno.chmod(`${folder}/init`, 0o755);
}

/** Packs the folder, with modules and C library of one kernel, into the archive that the kernel unpacks. */
export async function packInitramfs(
  folder: string,
  { modules, libc }: KernelFiles,
  archive: string,
): Promise<void> {
  await output("rm", ["-rf", `${folder}/modules`, `${folder}/lib64`]);
  await output("cp", ["-r", modules, `${folder}/modules`]);
  await output("cp", ["-r", libc, `${folder}/lib64`]);
  const pack = 'cd "$1" && find . | busybox cpio -o -H newc >"$2"';
  await output("sh", ["-c", pack, "sh", folder, archive]);
}
