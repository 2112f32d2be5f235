import { assertEquals } from "@std/assert";
import { HostWatch } from "../../src/source/host_watch.ts";

/** A look at the clocks `boot` and `running` seconds after they began, behind a wait of so many seconds. */
function reading(boot: number, running = boot, waited = 0.25) {
  return { boot: boot * 1e9, running: running * 1e3, waitedSince: (running - waited) * 1e3 };
}

Deno.test("HostWatch tells a process that did not run, and a host that was suspended", () => {
  const watch = new HostWatch(() => true);
  for (let second = 1; second < 10; second++) watch.look(reading(second));
  assertEquals(watch.take(), []);
  watch.look(reading(20, 20, 10));
  assertEquals(watch.take(), [{ kind: "stood_still", for: 10e9 }]);
  watch.look(reading(3621, 21));
  assertEquals(watch.take(), [{ kind: "suspended", for: 3600e9 }]);
  watch.look(reading(3622, 22));
  assertEquals(watch.take(), []);
});

Deno.test("HostWatch tells once that no file can be opened, for as long as that lasts", () => {
  let isFree = false;
  const watch = new HostWatch(() => isFree);
  for (let second = 1; second < 100; second++) watch.look(reading(second));
  assertEquals(watch.take(), [{ kind: "no_file" }]);
  isFree = true;
  for (let second = 100; second < 170; second++) watch.look(reading(second));
  assertEquals(watch.take(), []);
  isFree = false;
  for (let second = 170; second < 180; second++) watch.look(reading(second));
  assertEquals(watch.take(), [{ kind: "no_file" }]);
});

Deno.test("HostWatch keeps few notices that nobody takes", () => {
  const watch = new HostWatch(() => true);
  for (let i = 0; i < 100; i++) watch.notice({ kind: "clock_stepped", by: i });
  assertEquals(watch.take().length, 16);
});
