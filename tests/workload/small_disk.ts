import { command } from "./programs.ts";

/** A folder with a file system of its own, of a size such as `4m`. Dispose it to remove both. */
export async function smallDisk(
  size: string,
): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "ctrack-disk-" });
  await command("mount", ["-t", "tmpfs", "-o", `size=${size},mode=700`, "tmpfs", path]);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await command("umount", ["-l", path]);
      await Deno.remove(path);
    },
  };
}
