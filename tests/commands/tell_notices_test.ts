import { assertEquals } from "@std/assert";
import type { Log } from "../../src/cli/log.ts";
import { tellNotices } from "../../src/commands/tell_notices.ts";
import type { HostNotice } from "../../src/source/host_watch.ts";

function told(notice: HostNotice): readonly string[] {
  const lines: string[] = [];
  const keep = (level: string) => (text: string) => void lines.push(`${level} ${text}`);
  const log: Log = { debug: keep("debug"), info: keep("info"), warn: keep("warn") };
  tellNotices([notice], log);
  return lines;
}

Deno.test("tellNotices() warns, and says little of steps that keep a clock right", () => {
  assertEquals(told({ kind: "clock_stepped", by: -3600e9 }), [
    "warn the host's clock was stepped back by 1h00m: times follow it from here on",
  ]);
  assertEquals(told({ kind: "clock_stepped", by: 5e6 }), [
    "debug the host's clock was stepped forward by 5.0ms: times follow it from here on",
  ]);
  assertEquals(told({ kind: "suspended", for: 7200e9 }), ["warn the host was suspended for 2h00m"]);
  assertEquals(told({ kind: "stood_still", for: 10e9 }).length, 1);
  assertEquals(told({ kind: "no_file" }).length, 1);
});
