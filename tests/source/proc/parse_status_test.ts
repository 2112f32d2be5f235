import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { chooseCgroup } from "../../../src/source/proc/choose_cgroup.ts";
import { parseStat, parseStatus } from "../../../src/source/proc/parse_status.ts";

const STAT = "77 (a) b (c) t 5 77 70 34816 77 4194368 9 0 0 0 3 4 0 0 20 0 1 0 200 1000 12 1 1 0\n";

Deno.test("parseStat() reads a name with blanks and parentheses, states and times", () => {
  assertEquals(parseStat(STAT), {
    command: "a) b (c",
    state: "tracing_stop",
    parentPid: 5,
    sessionId: 70,
    tty: 136 * 2 ** 20,
    hasExeced: false,
    cpuTime: 70_000_000,
    startTime: 2_000_000_000,
    rss: 12,
  });
});

Deno.test("parseStatus() reads ids, the innermost pid and capabilities", () => {
  const text = "Name:\tsh\nUid:\t1000\t0\t0\t0\nGid:\t100\t0\t0\t0\nNSpid:\t77\t7\n" +
    "CapPrm:\t00000000a80425fb\nCapEff:\t0000000000000000\n";
  assertEquals(parseStatus(text), {
    uid: 1000,
    gid: 100,
    vpid: 7,
    capabilities: { effective: "0000000000000000", permitted: "00000000a80425fb" },
  });
});

Deno.test("parseStat() and parseStatus() make nothing of what is none", () => {
  assertEquals([parseStat(""), parseStatus("")], [undefined, undefined]);
  fc.assert(fc.property(fc.string(), (text) => {
    parseStat(text);
    parseStatus(text);
    chooseCgroup(text);
  }));
  fc.assert(fc.property(fc.nat({ max: STAT.length - 10 }), (end) => {
    const stat = parseStat(STAT.slice(0, end));
    assertEquals(stat === undefined || Number.isSafeInteger(stat.rss), true);
  }));
});

Deno.test("chooseCgroup() asks the hierarchies in the kernel side's order", () => {
  const hybrid = "5:memory:/m\n3:pids:/docker/x\n1:name=systemd:/s\n0::/docker.service\n";
  assertEquals(chooseCgroup(hybrid)?.path, "/docker/x");
  assertEquals(chooseCgroup(hybrid.replace("/docker/x", "/"))?.path, "/m");
  assertEquals(chooseCgroup("1:name=systemd:/s\n0::/v2 (deleted)\n")?.path, "/v2");
  assertEquals(chooseCgroup("3:pids:/\n0::/\n"), { hierarchy: 0, controllers: [""], path: "/" });
});
