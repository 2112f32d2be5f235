/** The known programs that end-to-end tests run, on the host and as an image. */

import { compiled } from "./compiled.ts";
import type { Dockerd } from "./dockerd.ts";
import { makeRootfs } from "./rootfs.ts";

/** A folder with `act` and its twin `leaf`, for telling who starts from who is started. */
export interface Programs extends AsyncDisposable {
  readonly folder: string;
  readonly act: string;
  readonly leaf: string;
}

/** Puts the programs into a temporary folder. Dispose it to remove them. */
export async function copyPrograms(): Promise<Programs> {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-act-" });
  await Deno.chmod(folder, 0o755);
  const act = `${folder}/act`;
  await Deno.copyFile(await compiled("act.c", ["-static", "-pthread", "-s"]), act);
  await Deno.copyFile(act, `${folder}/leaf`);
  return {
    folder,
    act,
    leaf: `${folder}/leaf`,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Where {@link rootFolder} lies. */
export interface RootFolder extends AsyncDisposable {
  /** The root of a file system. */
  readonly path: string;
  /** The same as a tar archive, beside it. */
  readonly archive: string;
  /** The programs in it, on the host. */
  readonly programs: Programs;
}

/** Makes the root of a container with `/bin/act` and its twin `/bin/leaf`. Dispose it to remove it. */
export async function rootFolder(): Promise<RootFolder> {
  const programs = await copyPrograms();
  const path = `${programs.folder}/rootfs`;
  const archive = `${programs.folder}/rootfs.tar`;
  await makeRootfs(path, [programs.act, programs.leaf]);
  await command("tar", ["-C", path, "-cf", archive, "."]);
  return {
    path,
    archive,
    programs,
    [Symbol.asyncDispose]: () => programs[Symbol.asyncDispose](),
  };
}

/** Makes an image of {@link rootFolder}. */
export async function importPrograms(dockerd: Dockerd, name: string): Promise<void> {
  await using root = await rootFolder();
  await dockerd.run(["import", root.archive, name]);
}

/** Runs a program, gives its stdout; throws with stderr when it fails. */
export async function command(program: string, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args: [...args] }).output();
  const text = new TextDecoder();
  if (code !== 0) throw new Error(`${program} failed (${code}): ${text.decode(stderr).trim()}`);
  return text.decode(stdout);
}
