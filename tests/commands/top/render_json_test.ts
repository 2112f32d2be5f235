import { assertEquals } from "@std/assert";
import { renderTopJson } from "../../../src/commands/top/render_json.ts";
import { createWallClock } from "../../../src/output/format/clock.ts";
import { WEB_ID } from "../../filter/labelled_events.ts";
import { row, sampleOf } from "./rows.ts";

const CONTEXT = { clock: createWallClock(0n), hostName: "n1" };

Deno.test("renderTopJson() tells counts, rates and usage with the container's own fields", () => {
  const web = row("web", {
    cpus: 0.123456,
    memory: 4096,
    counts: { exec: 4, fork: 3, exit: 2, failure: 1 },
    rates: { exec: 1 / 3, fork: 0, exit: 0, failure: 0 },
  });
  const [line = "", ...more] = renderTopJson([web], sampleOf([web]), CONTEXT);
  assertEquals(more, []);
  assertEquals(JSON.parse(line), {
    time: "1970-01-01T00:00:05.000000000Z",
    interval_ms: 1000,
    container: {
      id: WEB_ID,
      name: "web",
      runtime: "docker",
      image: { name: "nginx:1.27" },
      kind: "docker",
      cpu: { usage: 0.1235 },
      memory: { usage: 4096 },
    },
    cgroup: { id: 82, path: `/docker/${WEB_ID}` },
    processes: { count: 2 },
    events: {
      exec: { count: 4, rate: 0.3333 },
      fork: { count: 3, rate: 0 },
      exit: { count: 2, rate: 0 },
      failure: { count: 1, rate: 0 },
    },
    last_command_args: ["sh"],
    host: { name: "n1" },
  });
});

Deno.test("renderTopJson() leaves out what is not known, and tells losses", () => {
  const web = row("web", { last: undefined });
  const [line = ""] = renderTopJson([web], sampleOf([web], { lost: 7 }), CONTEXT);
  const { container, lost, last_command_args } = JSON.parse(line);
  assertEquals([container.cpu, container.memory, last_command_args], [
    undefined,
    undefined,
    undefined,
  ]);
  assertEquals(lost, { count: 7 });
});
