import { assertEquals } from "@std/assert";
import { groves } from "../../../src/commands/tree/groves.ts";
import { renderGroves } from "../../../src/commands/tree/render.ts";
import { listed } from "../../../src/commands/processes/listed.ts";
import { Census } from "../../../src/state/census.ts";
import { ASCII_SIGNS } from "../../../src/output/format/tree.ts";
import { event, onHost, WEB } from "../../filter/labelled_events.ts";
import { inside } from "../inventory/people.ts";

const ALL = {
  event: () => true,
  mayPass: () => true,
  container: () => "yes" as const,
  failures: 0,
};

function linesOf(census: Census, width?: number): readonly string[] {
  const { processes } = census;
  const all = listed(census, [...processes.live(), ...processes.ended()], {
    ...{ filter: ALL, containers: [], withRuntime: false, time: 1 },
  });
  return renderGroves(groves(all, () => undefined), { signs: ASCII_SIGNS, width });
}

const child = (pid: number, parentPid: number, vpid = pid) => ({
  ...{ pid, vpid, startTime: pid, parentPid, parentStartTime: parentPid },
});

Deno.test("renderGroves() shows each container's tree below its name, the host's behind", () => {
  const census = new Census({ keepEndedNs: Infinity });
  census.saw(onHost(event("process", { process: child(2, 1) })));
  census.saw(inside("process", child(10, 2, 1), { role: "init" }));
  census.saw(inside("process", child(11, 10, 7)));
  census.saw(inside("process", child(12, 11, 8), { role: "exec" }));
  const db = { ...WEB, id: "d".repeat(64), name: "db" };
  census.saw(inside("process", child(20, 2, 1), { container: db }));
  assertEquals(linesOf(census), [
    "db, dddddddddddd, docker, nginx:1.27, 1 process",
    "`- 20 (1) sh",
    "",
    "web, bb0c00000000, docker, nginx:1.27, 3 processes",
    "`- 10 (1) sh",
    "   `- 11 (7) sh",
    "      `- 12 (8) [exec] sh",
    "",
    "(cron.service), 1 process",
    "`- 2 sh",
  ]);
  assertEquals(linesOf(census, 12).every((line) => line.length <= 12), true);
});

Deno.test("renderGroves() tells how processes ended and who took over whose parent did", () => {
  const census = new Census({ keepEndedNs: Infinity });
  census.saw(inside("fork", child(10, 2)));
  census.saw(inside("fork", child(11, 10)));
  census.saw(inside("exit", child(10, 2)));
  census.saw(inside("exec", { ...child(11, 10), parentPid: 1, parentStartTime: 0 }));
  assertEquals(linesOf(census).slice(1), [
    "`- 10 sh: code 0, 1ns",
    "   `- 11 sh [forked by 10, now of 1]",
  ]);
});
