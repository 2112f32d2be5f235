import { assert, assertEquals, assertRejects } from "@std/assert";
import { BootEpochs } from "../../../src/model/boot_epochs.ts";
import { holdFolder } from "../../../src/shim/held_folder.ts";
import { ShimError } from "../../../src/shim/shim_error.ts";
import { RecordingSet } from "../../../src/store/record/recording_set.ts";
import { RecordingError } from "../../../src/store/record/recording_error.ts";
import {
  execsAt,
  readBack,
  record,
  RUN,
  startRecorder,
  temporaryFolder,
  timesOf,
} from "./recordings.ts";

function namesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].map(({ name }) => name).sort();
}

/** Blocks of one event each. */
function blocks(count: number, from = 1) {
  return Array.from({ length: count }, (_, i) => execsAt(from + i));
}

Deno.test("Recorder makes a file for its owner alone, and none before it begins", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  const recorder = await startRecorder(path);
  const [name = ""] = namesIn(folder.path);
  assert(/^run\.[0-9a-f]{8}\.new$/.test(name), name);
  recorder.begin();
  assertEquals(namesIn(folder.path), ["run"]);
  await recorder.close();
  assertEquals(((await Deno.stat(path)).mode ?? 0) & 0o777, 0o600);

  (await startRecorder(`${folder.path}/other`)).discard();
  assertEquals(namesIn(folder.path), ["run"]);
});

Deno.test("Recorder replaces a recording when it begins, and an empty file", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  await Deno.writeTextFile(path, "");
  await record(path, blocks(1));
  const recorder = await startRecorder(path);
  assertEquals(timesOf((await readBack([path])).events), [1]);
  recorder.begin();
  for (const event of execsAt(5, 6)) recorder.add(event);
  await recorder.close();
  assertEquals(timesOf((await readBack([path])).events), [5, 6]);
});

Deno.test("Recorder touches nothing that is no recording", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  const refuses = async (why: string) => {
    const error = await assertRejects(() => startRecorder(path), RecordingError, "cannot record");
    assertEquals((error.cause as Error).message, why);
  };
  await Deno.writeTextFile(path, "precious");
  await refuses("it is no recording of ctrack");
  assertEquals(await Deno.readTextFile(path), "precious");
  await Deno.rename(path, `${folder.path}/kept`);
  await Deno.symlink("kept", path);
  await refuses("a symbolic link has this name");
  await Deno.remove(path);
  await Deno.mkdir(path);
  await refuses("it is no regular file");
  assertEquals(namesIn(folder.path), ["kept", "run"]);
  await assertRejects(() => startRecorder(`${folder.path}/no/run`), RecordingError);
});

Deno.test("Recorder rotates by size, and keeps as many files as it is told", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  const rotation = { bytes: 1, keep: 3 };
  await record(path, blocks(6), { rotation });
  assertEquals(namesIn(folder.path), ["run", "run.4", "run.5"]);
  const { events, recordings } = await readBack([path]);
  assertEquals([timesOf(events), recordings.problems], [[4, 5, 6], []]);
  assertEquals(recordings.files.map(({ header }) => [header.part, header.eventsBefore]), [
    [4, 3],
    [5, 4],
    [6, 5],
  ]);
  assertEquals(timesOf((await readBack([`${path}.5`])).events), [5]);
  assertEquals(timesOf((await readBack([path, `${path}.4`, `${path}.5`])).events), [4, 5, 6]);
});

Deno.test("Recorder rotates by time", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  await record(path, blocks(3), { rotation: { ms: 0, keep: 10 } });
  assertEquals(namesIn(folder.path), ["run", "run.1", "run.2"]);
  assertEquals(timesOf((await readBack([path])).events), [1, 2, 3]);
});

Deno.test("Recorder with rotation goes on where the one before ended", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  const rotation = { bytes: 1 << 20, keep: 2 };
  for (const from of [1, 11, 21]) {
    const run = { ...RUN, bootEpoch: BigInt(from) };
    await record(path, blocks(2, from), { rotation, run });
  }
  const { events, recordings } = await readBack([path]);
  assertEquals(timesOf(events), [1, 2, 11, 12, 21, 22]);
  assertEquals(recordings.files.map(({ header }) => header.bootEpoch), [1n, 11n, 21n]);
  assertEquals(recordings.problems, []);
  await record(path, blocks(3, 31), { rotation: { bytes: 1, keep: 2 } });
  assertEquals(timesOf((await readBack([path])).events), [32, 33]);
  assertEquals(namesIn(folder.path), ["run", "run.5"]);
});

Deno.test("Recorder removes and overwrites no file of somebody else's", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  await Deno.writeTextFile(`${path}.2`, "precious");
  const said: string[] = [];
  const rotation = { bytes: 1, keep: 1 };
  await record(path, blocks(4), { rotation, onProblem: (message) => said.push(message) });
  assertEquals(said, [`cannot write to ${path}: there is a file of this name`]);
  assertEquals(await Deno.readTextFile(`${path}.2`), "precious");
  assertEquals(timesOf((await readBack([path])).events), [2, 3, 4]);
});

Deno.test("RecordingSet gives the name back to the part before when the next one cannot have it", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  const set = await RecordingSet.create({
    ...{ path, holdFolder, run: RUN, epochs: new BootEpochs(RUN.bootEpoch), now: () => 0 },
    rotation: { bytes: 1, keep: 9 },
  });
  set.publish();
  const failing = set.rotate(0, 1);
  // The new file is made, and its name is to be given next.
  const [temporary = ""] = namesIn(folder.path).filter((name) => name.endsWith(".new"));
  Deno.removeSync(`${folder.path}/${temporary}`);
  await assertRejects(() => failing, ShimError);
  assertEquals(namesIn(folder.path), ["run"]);
  await set.rotate(0, 2);
  await set.end(0);
  const { recordings } = await readBack([path]);
  assertEquals(recordings.files.map(({ header }) => [header.part, header.began]), [[1, 0], [2, 2]]);
  assertEquals(recordings.problems, []);
});

Deno.test("Recorder goes on in a new file when the one before was removed", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  const recorder = await startRecorder(path, { rotation: { bytes: 1, keep: 9 } });
  recorder.begin();
  const [first, second] = execsAt(1, 2);
  if (first === undefined || second === undefined) throw new Error("no events");
  recorder.add(first);
  recorder.flush();
  await Deno.remove(path);
  recorder.add(second);
  assertEquals(await recorder.close(), true);
  assertEquals(namesIn(folder.path), ["run"]);
  assertEquals(timesOf((await readBack([path])).events), [2]);
});

Deno.test("openRecordings() says which parts are missing", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  await record(path, blocks(4), { rotation: { bytes: 1, keep: 9 } });
  await Deno.remove(`${path}.2`);
  const { events, recordings } = await readBack([path, `${path}.1`]);
  assertEquals(timesOf(events), [1, 3, 4]);
  assertEquals(recordings.problems, [`${path}.3: the parts between 1 and 3 are not there`]);
});

Deno.test("Recorder counts what it cannot write, tells it once, and the reader finds the gap", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  const said: string[] = [];
  let now = 0;
  const recorder = await startRecorder(path, {
    now: () => now,
    onProblem: (message) => said.push(message),
    onRecovery: (missed) => said.push(`${missed} missed`),
  });
  recorder.begin();
  const [small] = execsAt(1);
  const [other] = execsAt(3);
  if (small === undefined || other === undefined) throw new Error("no events");
  const huge = { ...small, more: "x".repeat(5 << 20) };
  recorder.add(small);
  recorder.add(huge);
  recorder.add(huge);
  recorder.add(other);
  assertEquals(said.length, 1);
  // When all goes well for a while, that is told as well.
  now = 10e9;
  recorder.add(other);
  assertEquals([await recorder.close(), recorder.missed], [false, 2]);
  assertEquals(said.slice(1), ["2 missed"]);
  const { events, recordings } = await readBack([path]);
  assertEquals(timesOf(events), [1, 3, 3]);
  assertEquals(recordings.problems, [
    `${path}: 2 events are missing: they could not be written when it was recorded`,
  ]);
});
