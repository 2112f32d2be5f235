import { assertEquals } from "@std/assert";
import { HostWatch } from "../../src/source/host_watch.ts";

/** A host whose clocks and files are set by hand, in seconds. */
class Host {
  boot = 0;
  running = 0;
  hasSpareFile = true;
  /** Happens once, when the time since boot has been read. */
  then = () => {};
  readonly watch = new HostWatch({
    bootNow: () => {
      const { boot, then } = this;
      this.then = () => {};
      then();
      return boot * 1e9;
    },
    runningNow: () => this.running * 1e3,
    hasSpareFile: () => this.hasSpareFile,
  });

  /** Looks when so many seconds have passed; those in which it was suspended come on top. */
  look(seconds: number, suspended = 0): void {
    this.running += seconds;
    this.boot += seconds + suspended;
    this.watch.look();
  }
}

Deno.test("HostWatch tells a process that did not run, and a host that was suspended", () => {
  const host = new Host();
  for (let i = 0; i < 10; i++) host.look(1);
  assertEquals(host.watch.take(), []);
  host.look(10);
  assertEquals(host.watch.take(), [{ kind: "stood_still", for: 10e9 }]);
  host.look(1, 3600);
  assertEquals(host.watch.take(), [{ kind: "suspended", for: 3600e9 }]);
  host.look(1);
  assertEquals(host.watch.take(), []);
});

Deno.test("HostWatch takes no stop between two readings for a suspended host", () => {
  const host = new Host();
  host.look(1);
  host.then = () => {
    host.running += 10;
    host.boot += 10;
  };
  host.look(1);
  host.look(1);
  assertEquals(new Set(host.watch.take().map(({ kind }) => kind)), new Set(["stood_still"]));
});

Deno.test("HostWatch tells once that no file can be opened, for as long as that lasts", () => {
  const host = new Host();
  const looks = (count: number) => {
    for (let i = 0; i < count; i++) host.look(1);
    return host.watch.take();
  };
  host.hasSpareFile = false;
  assertEquals(looks(100), [{ kind: "no_file" }]);
  host.hasSpareFile = true;
  assertEquals(looks(70), []);
  host.hasSpareFile = false;
  assertEquals(looks(10), [{ kind: "no_file" }]);
});

Deno.test("HostWatch keeps few notices that nobody takes", () => {
  const { watch } = new Host();
  for (let i = 0; i < 100; i++) watch.notice({ kind: "clock_stepped", by: i });
  assertEquals(watch.take().length, 16);
});
