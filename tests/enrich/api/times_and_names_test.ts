import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { stateFrom } from "../../../src/enrich/api/container_state.ts";
import { eventTime } from "../../../src/enrich/api/event_time.ts";
import { parseTime, secondsToMs } from "../../../src/enrich/api/parse_time.ts";
import { signalName } from "../../../src/enrich/api/signal_name.ts";

Deno.test("signalName() names Linux' signals by number or name", () => {
  const cases = [
    ["1", "SIGHUP"],
    ["9", "SIGKILL"],
    [15, "SIGTERM"],
    ["28", "SIGWINCH"],
    ["31", "SIGSYS"],
    ["32", undefined],
    ["34", "SIGRTMIN"],
    ["37", "SIGRTMIN+3"],
    ["64", "SIGRTMIN+30"],
    ["65", undefined],
    ["0", undefined],
    ["KILL", "SIGKILL"],
    ["SIGKILL", "SIGKILL"],
    ["SIGRTMIN+3", "SIGRTMIN+3"],
    ["kill", undefined],
    ["SIGKILL\n", undefined],
    ["-9", undefined],
    ["", undefined],
    [null, undefined],
    [{}, undefined],
  ] as const;
  for (const [value, name] of cases) assertEquals(signalName(value), name);
});

Deno.test("parseTime() reads the times that Go writes, and no time for `never`", () => {
  const whole = Date.UTC(2026, 10, 21, 22, 10, 54);
  assertEquals(parseTime("2026-11-21T22:10:54Z"), whole);
  assertEquals(parseTime("2026-11-21T22:10:54.123456789Z"), whole + 123);
  assertEquals(parseTime("2026-11-21T23:10:54.5+01:00"), whole + 500);
  for (const value of ["0001-01-01T00:00:00Z", "", "now", 7, null, {}, "2".repeat(100)]) {
    assertEquals(parseTime(value), undefined);
  }
  assertEquals([0, 1795303334, 1e300, NaN, "1"].map(secondsToMs), [
    undefined,
    1795303334000,
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("eventTime() is exact where the daemon wrote it last, else rounded, else none", () => {
  const of = (text: string) => eventTime(text, JSON.parse(text));
  const exact = 1795303334195525681n;
  assertEquals(of(`{"time":1795303334,"timeNano":${exact}}`), exact);
  assertEquals(of(`{"time":1795303334,"timeNano":${exact}}\r`), exact);
  const rounded = of(`{"timeNano":${exact},"time":1795303334}`) ?? 0n;
  assertEquals(rounded - exact < 256n && exact - rounded < 256n, true);
  assertEquals(of('{"time":1795303334}'), 1795303334000000000n);
  const label = JSON.stringify({ label: `"timeNano":${exact}}` });
  assertEquals(of(label), undefined);
  for (const time of ['"1"', "-1", "1e300", "null", "[]"]) {
    assertEquals(of(`{"time":${time},"timeNano":${time}}`), undefined);
  }
});

Deno.test("eventTime() and stateFrom() take any value", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    assertEquals(eventTime(JSON.stringify(value), value), undefined);
    assertEquals(stateFrom(value), {});
  }));
  assertEquals(["running", "stopped", "initialized", "Running", "constructor"].map(stateFrom), [
    { state: "running" },
    { state: "exited" },
    { state: "created" },
    {},
    {},
  ]);
});
