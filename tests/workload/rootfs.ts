/** A root file system for runtimes that take a folder: static busybox, and programs of the test's own. */

/** Static busybox of Debian's `busybox-static`. */
const BUSYBOX = "/bin/busybox";
const APPLETS = ["sh", "true", "false", "sleep", "echo", "cat", "kill", "id"] as const;
/** Mount points that runtimes want; systemd-nspawn refuses a tree without `/usr`. */
const FOLDERS = ["bin", "dev", "etc", "proc", "root", "run", "sys", "tmp", "usr", "var"] as const;

/** Makes the folder and fills it; each of `programs` is copied into `/bin`. */
export async function makeRootfs(folder: string, programs: readonly string[] = []): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  // Without regard to the umask: a program may give up root.
  await Deno.chmod(folder, 0o755);
  for (const name of FOLDERS) {
    await Deno.mkdir(`${folder}/${name}`);
    await Deno.chmod(`${folder}/${name}`, name === "tmp" ? 0o777 : 0o755);
  }
  await Deno.copyFile(BUSYBOX, `${folder}/bin/busybox`);
  for (const applet of APPLETS) await Deno.symlink("busybox", `${folder}/bin/${applet}`);
  for (const program of programs) {
    await Deno.copyFile(program, `${folder}/bin/${program.replace(/^.*\//, "")}`);
  }
  await Deno.writeTextFile(`${folder}/etc/os-release`, "ID=test\n");
  await Deno.writeTextFile(`${folder}/etc/passwd`, "root:x:0:0:root:/root:/bin/sh\n");
}
