import { assertEquals } from "@std/assert";
import { UsageReader } from "../../../src/commands/top/usage_reader.ts";
import { parseMounts } from "../../../src/source/mounts.ts";
import { WEB_ID } from "../../filter/labelled_events.ts";
import { UNIFIED_MOUNTS } from "../doctor/proc_text.ts";
import { household } from "../inventory/people.ts";

const FOLDER = `/sys/fs/cgroup/docker/${WEB_ID}`;
const NOTHING = { cpus: undefined, memory: undefined };

/** A host of these files, on which a second passes with each look at the clock. */
function reader(files: Record<string, string>): UsageReader {
  let now = 0;
  const read = (path: string) => {
    const text = files[path];
    return text === undefined ? { text, reason: "no such file" } : { text };
  };
  const mounts = parseMounts(UNIFIED_MOUNTS);
  return new UsageReader({ read, link: read }, mounts, () => now += 1e9);
}

function usec(count: number): string {
  return `usage_usec ${count}\nuser_usec 0\n`;
}

Deno.test("UsageReader tells rates from the second reading on", () => {
  const files = {
    "/proc/1/cgroup": `0::/docker/${WEB_ID}\n`,
    [`${FOLDER}/cpu.stat`]: usec(1_000_000),
    [`${FOLDER}/memory.current`]: "4096\n",
  };
  const usage = reader(files);
  const web = household({}, 1);
  assertEquals(usage.read("web", web), { cpus: undefined, memory: 4096 });
  files[`${FOLDER}/cpu.stat`] = usec(1_250_000);
  assertEquals(usage.read("web", web), { cpus: 0.25, memory: 4096 });
  // A cgroup of the same path that counts anew.
  files[`${FOLDER}/cpu.stat`] = usec(10);
  assertEquals(usage.read("web", web).cpus, undefined);
  files[`${FOLDER}/cpu.stat`] = usec(500_010);
  assertEquals(usage.read("web", web).cpus, 0.5);
});

Deno.test("UsageReader leaves out what is not there", () => {
  const files: Record<string, string> = {
    "/proc/1/cgroup": `0::/docker/${WEB_ID}\n`,
    [`${FOLDER}/cpu.stat`]: usec(0),
  };
  const usage = reader(files);
  usage.read("web", household({}, 1));
  assertEquals(usage.read("web", household({}, 1)), { cpus: 0, memory: undefined });
  delete files[`${FOLDER}/cpu.stat`];
  assertEquals(usage.read("web", household({}, 1)), NOTHING);
});

Deno.test("UsageReader finds files where they are mounted now", () => {
  const files = {
    "/proc/1/cgroup": `0::/docker/${WEB_ID}\n`,
    [`${FOLDER}/memory.current`]: "1\n",
    [`/elsewhere/docker/${WEB_ID}/memory.current`]: "2\n",
  };
  const usage = reader(files);
  const read = () => usage.read("web", household({}, 1)).memory;
  assertEquals(read(), 1);
  usage.remount([]);
  assertEquals(read(), undefined);
  usage.remount(parseMounts(UNIFIED_MOUNTS.replaceAll("/sys/fs/cgroup", "/elsewhere")));
  assertEquals(read(), 2);
});

Deno.test("UsageReader asks another process when one has gone, and none of a stranger", () => {
  const files = {
    "/proc/2/cgroup": "0::/system.slice/cron.service\n",
    "/proc/3/cgroup": `0::/docker/${WEB_ID}/below\n`,
    [`${FOLDER}/memory.current`]: "1\n",
  };
  assertEquals(reader(files).read("web", household({}, 1, 2, 3)).memory, 1);
  assertEquals(reader(files).read("web", household({}, 1, 2)), NOTHING);
  assertEquals(reader(files).read("web", household({})), NOTHING);
});

Deno.test("UsageReader forgets what it is not told to keep", () => {
  const files = {
    "/proc/1/cgroup": `0::/docker/${WEB_ID}\n`,
    [`${FOLDER}/cpu.stat`]: usec(0),
  };
  const usage = reader(files);
  usage.read("web", household({}, 1));
  usage.keep(new Set(["web"]));
  assertEquals(usage.read("web", household({}, 1)).cpus, 0);
  usage.keep(new Set());
  assertEquals(usage.read("web", household({}, 1)).cpus, undefined);
});
