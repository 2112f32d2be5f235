import { CTRACK } from "../workload/ctrack.ts";
import { type Programs } from "../workload/programs.ts";
import { output } from "./commands.ts";

/** Static busybox of Debian's `busybox-static`. */
const BUSYBOX = "/bin/busybox";
const GUEST = new URL("guest/", import.meta.url).pathname;
const FOLDERS = ["bin", "dev", "guest", "modules", "proc", "root", "run", "sys", "tmp"];

/**
 * Makes the first file system of a guest: busybox, `dist/ctrack` with the libraries of libc that it uses, the
 * known programs, and the guests' scripts. `folder` is filled and can be packed again, with other modules.
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
  for (const [path] of (await output("ldd", [CTRACK])).matchAll(/\/\S+\.so\S*/g)) {
    await Deno.mkdir(`${folder}${path.replace(/[^/]+$/, "")}`, { recursive: true });
    await Deno.copyFile(path, `${folder}${path}`);
  }
  for await (const { name } of Deno.readDir(GUEST)) {
    await Deno.copyFile(`${GUEST}${name}`, `${folder}/guest/${name}`);
  }
  await Deno.copyFile(`${GUEST}init`, `${folder}/init`);
  await Deno.chmod(`${folder}/init`, 0o755);
}

/** Packs the folder, with the modules of one kernel, into the archive that the kernel unpacks. */
export async function packInitramfs(
  folder: string,
  modules: string,
  archive: string,
): Promise<void> {
  await Deno.remove(`${folder}/modules`, { recursive: true });
  await output("cp", ["-r", modules, `${folder}/modules`]);
  const pack = 'cd "$1" && find . | busybox cpio -o -H newc >"$2"';
  await output("sh", ["-c", pack, "sh", folder, archive]);
}
