import "../keep_libc.ts";
import { makeRootfs } from "./rootfs.ts";

/**
 * Registers a test that needs root and programs, with a root file system of its own: skipped, with the
 * reason in its name, where one is missing, unless `CI=true`: there it fails.
 */
export async function bareTest(
  name: string,
  programs: readonly string[],
  fn: (rootfs: string) => Promise<void>,
): Promise<void> {
  const reason = await whyNot(["busybox", ...programs]);
  const run = async () => {
    if (reason !== undefined) throw new Error(`cannot run here: ${reason}`);
    const folder = await Deno.makeTempDir({ prefix: "ctrack-rootfs-" });
    try {
      await makeRootfs(`${folder}/rootfs`);
      await fn(`${folder}/rootfs`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  };
  if (reason !== undefined && Deno.env.get("CI") !== "true") {
    Deno.test.ignore(`${name} (${reason})`, run);
  } else Deno.test(name, run);
}

async function whyNot(programs: readonly string[]): Promise<string | undefined> {
  if (Deno.uid() !== 0) return "needs root";
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  for (const program of programs) {
    const found = await Promise.all(
      folders.map((folder) => Deno.stat(`${folder}/${program}`).then(() => true, () => false)),
    );
    if (!found.includes(true)) return `needs ${program}`;
  }
  return undefined;
}
