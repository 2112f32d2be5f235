import { assertEquals } from "@std/assert";
import { isSameRun } from "../../../src/store/record/is_same_run.ts";
import { RUN } from "./recordings.ts";

Deno.test("isSameRun() tells boots and hosts apart, and forgives how exactly a boot was measured", () => {
  const moved = (ns: bigint) => ({ ...RUN, bootEpoch: RUN.bootEpoch + ns });
  assertEquals([0n, 1000n, -1000n].map((ns) => isSameRun(RUN, moved(ns))), [true, true, true]);
  assertEquals([10n ** 10n, -(10n ** 10n)].map((ns) => isSameRun(RUN, moved(ns))), [false, false]);
  assertEquals(isSameRun(RUN, { ...RUN, host: "n2" }), false);
});

Deno.test("isSameRun() goes by the kernel's name for the boot, whatever the clock was set to", () => {
  const one = { ...RUN, bootId: "a" };
  assertEquals(isSameRun(one, { ...one, bootEpoch: 10n ** 18n }), true);
  assertEquals(isSameRun(one, { ...one, bootId: "b" }), false);
  assertEquals(isSameRun(one, RUN), true);
});
