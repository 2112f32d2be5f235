import { assertEquals } from "@std/assert";
import { classifyCgroupText } from "../../src/classify/classify_cgroup_text.ts";
import { PATH_CASES, VECTORS } from "./fixture.ts";

Deno.test("classifyCgroupText() agrees with the public vectors", async (t) => {
  for (const { name, cgroup, expect, outerContainerId, note } of VECTORS) {
    await t.step(note === undefined ? name : `${name}: ${note}`, () => {
      const owner = classifyCgroupText(cgroup);
      const { kind, containerId = null, podUid = null, unit, nesting } = owner;
      const { unit: expectedUnit, ...ids } = expect;
      assertEquals({ kind, containerId, podUid }, ids);
      assertEquals(unit, expectedUnit);
      assertEquals(
        nesting.map((level) => level.containerId),
        outerContainerId === undefined ? [] : [outerContainerId],
      );
    });
  }
});

Deno.test("classifyCgroupText() knows further shapes with their nesting", async (t) => {
  for (const { name, cgroup, expect } of PATH_CASES) {
    await t.step(name, () => assertEquals(classifyCgroupText(cgroup), expect));
  }
});

Deno.test("classifyCgroupText() leaves a lone v2 root undecided", () => {
  assertEquals(classifyCgroupText("0::/\n"), { kind: "unknown", nesting: [] });
  assertEquals(classifyCgroupText("1:name=systemd:/\n0::/\n").kind, "host");
});

Deno.test("classifyCgroupText() reads the first mebibyte only", () => {
  const line = `0::/docker/${"ab".repeat(32)}\n`;
  const noise = "x".repeat(1023) + "\n";
  assertEquals(classifyCgroupText(noise.repeat(1000) + line).kind, "docker");
  assertEquals(classifyCgroupText(noise.repeat(1024) + line).kind, "unknown");
});

Deno.test("classifyCgroupText() trusts pids over other controllers when two containers tie", () => {
  const [one, two] = ["ab".repeat(32), "cd".repeat(32)];
  const text = `9:cpu:/docker/${one}\n5:pids:/docker/${two}\n`;
  assertEquals(classifyCgroupText(text).containerId, two);
});
