import { assertEquals } from "@std/assert";
import { Activities } from "../../../src/commands/stats/activity.ts";
import { renderStats, renderStatsJson } from "../../../src/commands/stats/render.ts";
import {
  CONTAINER,
  CONTEXT,
  exec,
  exit,
  inContainer,
  LOST,
  onHost,
} from "../../output/format/samples.ts";

const SECOND = 1e9;

function sample(): Activities {
  const activities = new Activities();
  const see = (labelled: Parameters<Activities["saw"]>[0]) => activities.saw(labelled, CONTEXT);
  see(onHost(exec(), undefined));
  see(inContainer(exec()));
  see(inContainer(exec(), { label: "late" }));
  see(inContainer(exec({ path: "/bin/ls" })));
  see(inContainer(exit({ cpuTime: 3e6, peakRss: 1 << 20 })));
  see(inContainer({ ...exit({ code: undefined, signal: "SIGKILL" }), time: SECOND }));
  see(onHost(LOST, undefined));
  return activities;
}

Deno.test("Activities count by container, and the host apart", () => {
  const [host, web, ...others] = sample().all;
  assertEquals([host?.of, host?.events.exec, web?.of, others], ["host", 1, "container", []]);
  const { events, failed, cpuTime, peakRss, programs, labels, first, last } = web ?? {};
  assertEquals([events?.exec, events?.exit, failed, programs], [3, 2, 1, 2]);
  assertEquals([cpuTime, peakRss], [5_000_001, 1 << 20]);
  assertEquals(labels, { ok: 4, late: 1, unknown: 0 });
  assertEquals([first?.time, last?.time], [0, SECOND]);
});

Deno.test("Activities keep containers and programs within bounds", () => {
  const activities = new Activities();
  for (let i = 0; i < 20_000; i++) {
    const container = { ...CONTAINER, id: `c${i}` };
    activities.saw(inContainer(exec({ path: `/bin/${i}` }), { container }), CONTEXT);
    activities.saw(inContainer(exec({ path: `/bin/${i}` })), CONTEXT);
  }
  const { all } = activities;
  assertEquals(all.length, 16_385);
  assertEquals(all.at(-1)?.of, "others");
  assertEquals(all.reduce((sum, { events }) => sum + events.exec, 0), 40_000);
  assertEquals(Math.max(...all.map(({ programs }) => programs)), 1024);
});

Deno.test("renderStats() puts the busiest first", () => {
  const options = { noHeader: false, noTrunc: false, width: undefined };
  const [header = "", web = "", host = ""] = renderStats(sample().all, 2 * SECOND, options);
  assertEquals(header.split(/ +/).slice(0, 4), ["NAME", "ID", "EXECS", "EXEC/S"]);
  assertEquals(web.split(/ +/), [
    ...["web", "bb0cbb0cbb0c", "3", "1.5", "0", "2", "1", "5.0ms", "1.0M", "2"],
    ...["23:10:54.123", "23:10:55.123"],
  ]);
  assertEquals(host.split(/ +/)[0], "(host)");
});

Deno.test("renderStatsJson() has the names of events", () => {
  const [web = ""] = renderStatsJson(sample().all, 2 * SECOND);
  const { container, events, first_seen, host, ...rest } = JSON.parse(web);
  assertEquals([container.name, container.image.name, host.name], ["web", "nginx:1.27", "n1"]);
  assertEquals(events, {
    exec: { count: 3, rate: 1.5 },
    fork: { count: 0, rate: 0 },
    exit: { count: 2, rate: 1 },
    failure: { count: 1, rate: 0.5 },
    container: { count: 0, rate: 0 },
  });
  assertEquals(first_seen, "2026-11-21T22:10:54.123456789Z");
  assertEquals(rest, {
    interval_ms: 2000,
    cpu_time_ms: 5.000001,
    peak_rss_bytes: 1 << 20,
    programs: 2,
    labels: { ok: 4, late: 1, unknown: 0 },
    last_seen: "2026-11-21T22:10:55.123456789Z",
  });
});
