import { assertEquals } from "@std/assert";
import type { HostFiles } from "../../src/source/host_files.ts";
import { memoryLimit } from "../../src/source/memory_limit.ts";

function host(cgroup: string, mounts: string, limits: Readonly<Record<string, string>>): HostFiles {
  const texts: Readonly<Record<string, string>> = {
    "/proc/self/cgroup": cgroup,
    "/proc/self/mountinfo": mounts,
    ...limits,
  };
  const read = (path: string) => {
    const text = texts[path];
    return text === undefined ? { text, reason: "no such file" } : { text };
  };
  return { read, link: read };
}

const V1 = "1 0 0:1 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
const V2 = "1 0 0:1 / /sys/fs/cgroup rw - cgroup2 none rw\n";

Deno.test("memoryLimit() is the least of the cgroup's own and those above it", () => {
  assertEquals(
    memoryLimit(host("0::/a/b\n", V2, {
      "/sys/fs/cgroup/a/b/memory.max": "max\n",
      "/sys/fs/cgroup/a/memory.max": "1048576\n",
    })),
    1048576,
  );
  assertEquals(
    memoryLimit(host("3:memory:/a/b\n0::/x\n", V1 + V2, {
      "/sys/fs/cgroup/memory/a/b/memory.limit_in_bytes": "4096\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "/sys/fs/cgroup/x/memory.max": "1\n",
    })),
    4096,
  );
});

Deno.test("memoryLimit() is none where nothing sets one", () => {
  assertEquals(memoryLimit(host("0::/\n", V2, {})), Infinity);
  assertEquals(memoryLimit(host("0::/a\n", "", { "/a/memory.max": "1" })), Infinity);
  assertEquals(memoryLimit(host("", "", {})), Infinity);
});
