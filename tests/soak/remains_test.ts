import { assert, assertEquals } from "@std/assert";
import { startCtrack } from "../workload/ctrack.ts";
import { e2eTest } from "../workload/needs.ts";
import { type KernelObject, leftBehind, objectsOf } from "./kernel_objects.ts";
import { FLAGS, prepareLoads } from "./loads.ts";
import { privateFolders } from "./private_folders.ts";

/** Longest wait for the programs to be attached, ms. */
const ATTACHED_LIMIT_MS = 15_000;

/** What traces, and goes on until it is ended. */
const COMMANDS: readonly (readonly string[])[] = [
  ["trace", ...FLAGS],
  ["top", "--iterations", "1000"],
  ["containers", "--watch"],
  ["history", "record", "--db", "/mnt/history.db"],
];

/** Waits until a process has attached its programs, and gives all that it holds. */
async function attachedObjects(pid: number): Promise<ReadonlySet<KernelObject>> {
  const deadline = Date.now() + ATTACHED_LIMIT_MS;
  let before = 0;
  for (;;) {
    const objects = objectsOf(pid);
    const links = [...objects].filter((object) => object.startsWith("link"));
    // All that there will be: no more than at the last look.
    if (links.length > 0 && objects.size === before) return objects;
    if (Date.now() > deadline) throw new Error(`process ${pid} attaches nothing`);
    before = objects.size;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

await e2eTest(
  "ctrack leaves nothing behind",
  ["tracing", "programs", "program:bpftool", "program:setpriv", "program:unshare"],
  async (t) => {
    await using loads = await prepareLoads();
    await using folders = await privateFolders();
    const options = { wrap: folders.wrap, path: folders.path, waitReady: false };

    for (const signal of ["SIGINT", "SIGKILL"] as const) {
      for (const command of COMMANDS) {
        await t.step(`${command.slice(0, 2).join(" ")}, ended by ${signal}`, async () => {
          await using ctrack = await startCtrack(command, options);
          const objects = await attachedObjects(ctrack.pid);
          assert(objects.size > 20, `${objects.size} objects are not all`);
          await ctrack.stop(signal);
          assertEquals(await leftBehind(objects), []);
          assertEquals(folders.left(), []);
        });
      }
    }

    await t.step("killed under a storm", async () => {
      await using ctrack = await startCtrack([...FLAGS], { ...options, onEvent: () => {} });
      const objects = await attachedObjects(ctrack.pid);
      const storm = loads.storm(4000);
      await ctrack.untilStderr(/^ctrack: tracing/);
      await new Promise((resolve) => setTimeout(resolve, 100));
      await ctrack.stop("SIGKILL");
      await storm;
      assertEquals(await leftBehind(objects), []);
      assertEquals(folders.left(), []);
    });
  },
);
