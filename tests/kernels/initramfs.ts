import { output } from "./commands.ts";
import type { KernelFiles } from "./kernel_files.ts";
import type { Machine } from "./machines.ts";
import type { Userland } from "./userland.ts";

const GUEST = new URL("guest/", import.meta.url).pathname;
const UNIT = new URL("../../packaging/ctrack.service", import.meta.url).pathname;
const FOLDERS = ["bin", "dev", "guest", "proc", "root", "run", "sys", "tmp"];

/** Applets that Debian's static busybox has, asked of the one that runs here: guests may be other machines. */
const APPLETS = ["/bin/busybox", ["--list"]] as const;

async function place(from: string, to: string): Promise<void> {
  await Deno.mkdir(to.replace(/[^/]+$/, ""), { recursive: true });
  await Deno.copyFile(from, to);
}

/**
 * Makes the first file system of a guest in `folder`, and packs it into the archive that the kernel unpacks:
 * busybox, ctrack with the C library, the known programs, the kernel's modules, and the guests' scripts.
 */
export async function makeInitramfs(
  folder: string,
  { loader }: Machine,
  { busybox, act, ctrack }: Userland,
  { modules, libc }: KernelFiles,
  archive: string,
): Promise<void> {
  for (const name of FOLDERS) await Deno.mkdir(`${folder}/${name}`, { recursive: true });
  await place(busybox, `${folder}/bin/busybox`);
  for (const applet of (await output(...APPLETS)).trim().split("\n")) {
    if (applet !== "busybox") await Deno.symlink("busybox", `${folder}/bin/${applet}`);
  }
  for (const name of ["act", "leaf"]) await place(act, `${folder}/bin/${name}`);
  for (const [to, from] of Object.entries(ctrack)) await place(from, folder + to);
  for (const { name } of Deno.readDirSync(GUEST)) {
    await place(GUEST + name, `${folder}/guest/${name}`);
  }
  await place(UNIT, `${folder}/guest/ctrack.service`);
  await place(`${GUEST}init`, `${folder}/init`);
  await Deno.chmod(`${folder}/init`, 0o755);
  await output("cp", ["-r", modules, `${folder}/modules`]);
  await output("cp", ["-r", libc, `${folder}/lib`]);
  // The libraries are looked for in /lib, the loader where the machine has it.
  if (loader.folder !== "/lib") await Deno.symlink("lib", folder + loader.folder);
  const pack = 'cd "$1" && find . | busybox cpio -o -H newc >"$2"';
  await output("sh", ["-c", pack, "sh", folder, archive]);
}
