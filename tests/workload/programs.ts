/** The known programs that end-to-end tests run, on the host and as an image. */

import type { Dockerd } from "./dockerd.ts";

const SOURCE = new URL("act.c", import.meta.url).pathname;
const FLAGS = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-static", "-pthread", "-s"];

/** A folder with `act` and its twin `leaf`, for telling who starts from who is started. */
export interface Programs extends AsyncDisposable {
  readonly folder: string;
  readonly act: string;
  readonly leaf: string;
}

/** Compiles the programs into a temporary folder. Dispose it to remove them. */
export async function buildPrograms(): Promise<Programs> {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-act-" });
  await Deno.chmod(folder, 0o755);
  const act = `${folder}/act`;
  await command("clang", [...FLAGS, "-o", act, SOURCE]);
  await Deno.copyFile(act, `${folder}/leaf`);
  return {
    folder,
    act,
    leaf: `${folder}/leaf`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/**
 * Makes an image with `/bin/act`, its twin `/bin/leaf`, a static busybox as `/bin/sh` and others, and
 * an empty `/tmp`.
 */
export async function importPrograms(dockerd: Dockerd, name: string): Promise<void> {
  await using programs = await buildPrograms();
  const root = `${programs.folder}/rootfs`;
  await Deno.mkdir(`${root}/bin`, { recursive: true });
  await Deno.mkdir(`${root}/tmp`);
  // Without regard to the umask: a program may give up root.
  for (const path of [root, `${root}/bin`]) await Deno.chmod(path, 0o755);
  await Deno.chmod(`${root}/tmp`, 0o777);
  for (const program of ["act", "leaf"]) {
    await Deno.copyFile(`${programs.folder}/${program}`, `${root}/bin/${program}`);
  }
  await Deno.copyFile("/bin/busybox", `${root}/bin/busybox`);
  for (const applet of ["sh", "true", "sleep"]) {
    await Deno.symlink("busybox", `${root}/bin/${applet}`);
  }
  await command("tar", ["-C", root, "-cf", `${programs.folder}/rootfs.tar`, "."]);
  await dockerd.run(["import", `${programs.folder}/rootfs.tar`, name]);
}

/** Runs a program, gives its stdout; throws with stderr when it fails. */
export async function command(program: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  const text = new TextDecoder();
  if (code !== 0) throw new Error(`${program} failed (${code}): ${text.decode(stderr).trim()}`);
  return text.decode(stdout);
}
