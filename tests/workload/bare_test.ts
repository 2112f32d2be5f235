import "../keep_libc.ts";
import { testHere, whyMissing } from "./here.ts";
import { makeRootfs } from "./rootfs.ts";

/** Registers a test that needs root and programs, with a root file system of its own. */
export async function bareTest(
  name: string,
  programs: readonly string[],
  fn: (rootfs: string) => Promise<void>,
): Promise<void> {
  testHere(name, await whyMissing(["/bin/busybox", ...programs]), async () => {
    const folder = await Deno.makeTempDir({ prefix: "ctrack-rootfs-" });
    try {
      await makeRootfs(`${folder}/rootfs`);
      await fn(`${folder}/rootfs`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
