import { redactNothing } from "../../../src/redact/create_redactor.ts";
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Past, readPast } from "../../../src/commands/recordings/read_past.ts";
import type { LabelledEvent } from "../../../src/model/labelled_event.ts";
import { Recording } from "../../../src/store/record/recording.ts";
import { Census } from "../../../src/state/census.ts";
import { onHost, WEB } from "../../filter/labelled_events.ts";
import { type Dice, historyOf } from "../../state/random_history.ts";
import {
  readBack,
  startRecorder,
  temporaryFolder,
  timesOf,
} from "../../store/record/recordings.ts";
import { inside } from "../inventory/people.ts";

const LOG = { warn() {}, info() {}, debug() {} };

const anyDice = fc.array(fc.tuple(fc.nat(9), fc.nat(99)) as fc.Arbitrary<Dice>, { maxLength: 60 });

/** A recording with a file for every few events, each with those who run at its beginning. */
async function recordParts(path: string, events: readonly LabelledEvent[], size: number) {
  const census = new Census();
  let now = 0;
  const recorder = await startRecorder(path, {
    ...{ now: () => now, running: () => census.running() },
    rotation: { bytes: 1, keep: 1000 },
  });
  recorder.begin();
  for (const [i, labelled] of events.entries()) {
    recorder.add(labelled);
    census.saw(labelled);
    now = labelled.event.time;
    if (i % size === size - 1) recorder.flush();
  }
  assertEquals(await recorder.close(), true);
}

/** Who runs, with all that a list shows of them. */
function peopleOf({ census }: Past): readonly string[] {
  return [...census.processes.live()].map((node) => {
    const { process: { pid, startTime, command }, program } = node;
    return [pid, startTime, command, program?.args, census.containerOf(node)?.name].join(" ");
  }).sort();
}

/** A moment of the test's host, which booted 1,000 ns after 1970. */
const momentOf = (time: number) => `1970-01-01T00:00:00.${String(1000 + time).padStart(9, "0")}Z`;

Deno.test("each part of a recording tells by itself who ran, at every moment that it covers", async () => {
  await fc.assert(
    fc.asyncProperty(anyDice, fc.integer({ min: 1, max: 9 }), async (dice, size) => {
      const events = historyOf(dice, 6).map(onHost);
      await using folder = await temporaryFolder();
      const path = `${folder.path}/run`;
      await recordParts(path, events, size);
      const { recordings: { files } } = await readBack([path]);
      const ask = (read: string, at: string) =>
        readPast({ read: [read], at }, false, redactNothing, LOG);
      await Deno.mkdir(`${folder.path}/alone`);
      for (const file of files) {
        const alone = `${folder.path}/alone/run`;
        await Deno.copyFile(file.path, alone);
        const { events: own } = await readBack([alone]);
        for (const at of timesOf(own).map(momentOf)) {
          assertEquals(peopleOf(await ask(alone, at)), peopleOf(await ask(path, at)));
        }
      }
    }),
    { numRuns: 20 },
  );
});

/** Two processes are forked and do something; the first one ends, and the other one goes on. */
const LIVES: readonly Dice[] = [
  ...[[0, 0], [0, 0]] as Dice[],
  ...Array<Dice>(20).fill([4, 2]),
  [9, 1],
  ...Array<Dice>(20).fill([4, 1]),
];

Deno.test("those who ran when a part was begun are nobody's events", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  const events = historyOf(LIVES, 6).map(onHost);
  await recordParts(path, events, 2);
  assertEquals((await readBack([path])).events, structuredClone(events));
  const last = `${folder.path}/last`;
  await Deno.rename(path, last);
  const { events: own, recordings: { files: [file], problems } } = await readBack([last]);
  assertEquals([own, problems], [structuredClone(events.slice(file.header.eventsBefore)), []]);
  assertEquals(own.length > 0 && own.length < events.length, true);
});

Deno.test("readPast() ends those whose end was in a part that is missing", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  await recordParts(path, historyOf(LIVES, 6).map(onHost), 2);
  for (const { path: part } of (await readBack([path])).recordings.files) {
    const kinds = (await Recording.open(part)).batches();
    for await (const { events } of kinds) {
      if ([...events].some(({ event }) => event.kind === "exit")) await Deno.remove(part);
    }
  }
  const { files } = (await readBack([path, `${path}.1`])).recordings;
  assertEquals(files.length > 1, true);
  const { census } = await readPast({ read: [path, `${path}.1`] }, false, redactNothing, LOG);
  assertEquals([...census.processes.live()].map(({ process }) => process.pid), [3]);
});

Deno.test("Census.running() has a container's newest name, and shares it", () => {
  const census = new Census();
  census.saw(inside("fork", { pid: 2 }));
  census.saw(inside("fork", { pid: 3 }));
  const renamed = { ...WEB, name: "renamed" };
  census.saw(inside("container", {}, { container: renamed }));
  const running = [...census.running()];
  assertEquals(running.map(({ event }) => event.kind), ["process", "process"]);
  for (const { container } of running) assertEquals(container === renamed, true);
});
