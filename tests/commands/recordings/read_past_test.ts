import { assertEquals } from "@std/assert";
import { readPast } from "../../../src/commands/recordings/read_past.ts";
import type { Event } from "../../../src/model/event.ts";
import { event, onHost } from "../../filter/labelled_events.ts";
import { record, RUN, temporaryFolder } from "../../store/record/recordings.ts";
import { redactNothing } from "../../../src/redact/create_redactor.ts";

const LOG = { warn() {}, info() {}, debug() {} };

const at = (time: number, kind: Event["kind"], pid: number) =>
  onHost({ ...event(kind, { process: { pid, startTime: pid } }), time });

/** Pids that run at the end of two recordings, of which the second one began at a time. */
async function pidsOf(began: number, kinds: typeof RUN.kinds | readonly ["process", "fork"]) {
  await using folder = await temporaryFolder();
  const paths = [`${folder.path}/a`, `${folder.path}/b`];
  const [first = "", second = ""] = paths;
  await record(first, [[at(10, "fork", 2), at(20, "fork", 3)]], { now: () => 5 });
  await record(second, [[at(110, "process", 3), at(120, "fork", 4)]], {
    run: { ...RUN, kinds },
    now: () => began,
  });
  const { census } = await readPast({ read: paths }, false, redactNothing, LOG);
  return [...census.processes.live()].map(({ process }) => process.pid);
}

Deno.test("readPast() takes those for ended that the next recorder did not find any more", async () =>
  assertEquals(await pidsOf(100, ["process", "fork"]), [3, 4]));

Deno.test("readPast() lets them run where the next recorder did not look, or began meanwhile", async () => {
  assertEquals(await pidsOf(100, RUN.kinds), [2, 3, 4]);
  assertEquals(await pidsOf(15, ["process", "fork"]), [2, 3, 4]);
});

Deno.test("readPast() says when a moment lies before all that was recorded", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/a`;
  const began = 3_600_000_000_000;
  await record(path, [[at(began + 10, "fork", 2)]], { now: () => began });
  const said: string[] = [];
  const log = { ...LOG, warn: (message: string) => void said.push(message) };
  const ask = async (moment: string) => {
    await readPast({ read: [path], at: moment }, false, redactNothing, log);
    return said.splice(0).map((message) => message.replace(/\d.*$/, ""));
  };
  assertEquals(await ask("-1s"), ["nothing was recorded before "]);
  assertEquals(await ask("+0s"), []);
});
