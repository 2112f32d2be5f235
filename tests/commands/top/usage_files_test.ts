import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseMounts } from "../../../src/source/mounts.ts";
import { usageFiles } from "../../../src/commands/top/usage_files.ts";
import { HYBRID_MOUNTS, LEGACY_MOUNTS, UNIFIED_MOUNTS } from "../doctor/proc_text.ts";

const ID = "5d9f2f3c1b0a4e8d".repeat(4);

function paths(cgroup: string, mounts: string): readonly (string | undefined)[] {
  const { cpu, memory } = usageFiles(cgroup, ID, parseMounts(mounts));
  return [cpu?.path, memory?.path];
}

Deno.test("usageFiles() finds the files of a v2 host", () => {
  const folder = `/sys/fs/cgroup/system.slice/docker-${ID}.scope`;
  assertEquals(
    paths(`0::/system.slice/docker-${ID}.scope\n`, UNIFIED_MOUNTS),
    [`${folder}/cpu.stat`, `${folder}/memory.current`],
  );
});

Deno.test("usageFiles() takes the container's own cgroup, whatever its processes made below", () => {
  const folder = `/sys/fs/cgroup/system.slice/docker-${ID}.scope`;
  assertEquals(
    paths(`0::/system.slice/docker-${ID}.scope/init.scope/x\n`, UNIFIED_MOUNTS),
    [`${folder}/cpu.stat`, `${folder}/memory.current`],
  );
});

Deno.test("usageFiles() takes each controller of v1 from where it is", () => {
  const mounts = [
    "1 0 0:1 / /cg/acct rw - cgroup cgroup rw,cpu,cpuacct",
    "2 0 0:2 / /cg/memory rw - cgroup cgroup rw,memory",
    "3 0 0:3 / /cg/unified rw - cgroup2 cgroup2 rw",
  ].join("\n");
  const cgroup = [
    `9:memory:/elsewhere/docker/${ID}`,
    `4:cpu,cpuacct:/docker/${ID}`,
    "0::/system.slice/docker.service",
  ].join("\n");
  assertEquals(paths(cgroup, mounts), [
    `/cg/acct/docker/${ID}/cpuacct.usage`,
    `/cg/memory/elsewhere/docker/${ID}/memory.usage_in_bytes`,
  ]);
});

Deno.test("usageFiles() has no file where a controller is not there", () => {
  // Not in v2 instead: that cgroup is the runtime's own service.
  const hybrid = `8:pids:/docker/${ID}\n0::/system.slice/docker.service\n`;
  assertEquals(paths(hybrid, HYBRID_MOUNTS), [undefined, undefined]);
  assertEquals(paths(`4:cpuacct:/docker/${ID}\n`, ""), [undefined, undefined]);
  assertEquals(paths(`4:cpuacct:/docker/${ID}\n`, UNIFIED_MOUNTS), [undefined, undefined]);
  assertEquals(paths(`0::/docker/${ID}\n`, LEGACY_MOUNTS), [undefined, undefined]);
});

Deno.test("usageFiles() takes no file of another container, of a pod or of the host", () => {
  const other = "a".repeat(64);
  for (const path of [`/docker/${other}`, "/", "/system.slice/cron.service", `/../docker/${ID}`]) {
    assertEquals([path, ...paths(`0::${path}\n`, UNIFIED_MOUNTS)], [path, undefined, undefined]);
  }
  const inner = `/docker/${other}/docker/${ID}`;
  assertEquals(paths(`0::${inner}\n`, UNIFIED_MOUNTS)[0], `/sys/fs/cgroup${inner}/cpu.stat`);
});

Deno.test("usageFiles() reads paths of a mount that shows a part of the hierarchy", () => {
  const mounts = "1 0 0:1 /docker /cg rw - cgroup2 cgroup2 rw\n";
  assertEquals(paths(`0::/docker/${ID}\n`, mounts)[0], `/cg/${ID}/cpu.stat`);
  assertEquals(paths(`0::/system.slice/docker-${ID}.scope\n`, mounts)[0], undefined);
});

Deno.test("usageFiles() reads the numbers, and nothing else", () => {
  const { cpu, memory } = usageFiles(`0::/docker/${ID}`, ID, parseMounts(UNIFIED_MOUNTS));
  assertEquals(cpu?.parse("usage_usec 12345\nuser_usec 1\n"), 12_345_000);
  assertEquals(cpu?.parse("user_usec 1\n"), undefined);
  assertEquals(memory?.parse("4096\n"), 4096);
  assertEquals([memory?.parse("max\n"), memory?.parse(""), memory?.parse("-1")], [
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("usageFiles() takes any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (cgroup, mounts) => {
      usageFiles(cgroup, ID, parseMounts(mounts));
    }),
  );
});
