import { assertEquals } from "@std/assert";
import { HELPER_COMMANDS } from "../../src/enrich/helper/helper_commands.ts";
import { kernelConfig } from "../../src/commands/kernel_config.ts";
import type { KernelHints } from "../../src/filter/filter_spec.ts";
import type { Event } from "../../src/model/event.ts";
import { LIMIT } from "../../src/wire/layout.gen.ts";

const RING_SIZE = 1 << 23;

function hints(changes: Partial<KernelHints> = {}): KernelHints {
  return { events: new Set(), failedOnly: false, ...changes };
}

Deno.test("kernelConfig() asks for the records of the events that can pass", () => {
  const kindsOf = (...events: Event["kind"][]) =>
    kernelConfig(hints({ events: new Set(events) }), RING_SIZE).kinds;
  assertEquals(kindsOf("fork", "exec", "exit"), ["FORK", "EXEC", "EXIT"]);
  assertEquals(kindsOf("process", "cgroup"), ["PROCESS", "USAGE", "ATTACH"]);
  assertEquals(kindsOf("container", "lost"), []);
});

Deno.test("kernelConfig() restricts nothing by itself", () => {
  assertEquals(kernelConfig(hints(), RING_SIZE), {
    ringSize: RING_SIZE,
    kinds: [],
    failedOnly: false,
    uids: [],
    pids: [],
    comms: [],
    helpers: HELPER_COMMANDS,
  });
});

Deno.test("kernelConfig() hands down lists that fit, and leaves longer ones to the filter", () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
  const names = (count: number) => numbers(count).map((i) => `sh${i}`);
  const fits = kernelConfig(
    hints({
      failedOnly: true,
      uids: numbers(LIMIT.FILTER_IDS),
      pids: numbers(LIMIT.FILTER_IDS),
      comms: names(LIMIT.FILTER_COMMS),
    }),
    RING_SIZE,
  );
  assertEquals(
    [fits.failedOnly, fits.uids.length, fits.pids.length, fits.comms.length],
    [true, LIMIT.FILTER_IDS, LIMIT.FILTER_IDS, LIMIT.FILTER_COMMS],
  );
  const { uids, pids, comms } = kernelConfig(
    hints({
      uids: numbers(LIMIT.FILTER_IDS + 1),
      pids: numbers(LIMIT.FILTER_IDS + 1),
      comms: names(LIMIT.FILTER_COMMS + 1),
    }),
    RING_SIZE,
  );
  assertEquals([uids, pids, comms], [[], [], []]);
});
