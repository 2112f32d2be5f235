import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import fc from "fast-check";
import { BLOCK_HEADER_SIZE, checksumSeed } from "../../../src/store/record/block.ts";
import { RecordingError } from "../../../src/store/record/recording_error.ts";
import { renderHeader } from "../../../src/store/record/recording_header.ts";
import { createFormat } from "../../../src/output/format/formats.ts";
import { BootEpochs } from "../../../src/model/boot_epochs.ts";
import { openRecordings, type Window } from "../../../src/store/record/open_recordings.ts";
import { packBlock } from "../../../src/store/record/pack_block.ts";
import { ValueWriter } from "../../../src/store/record/value_writer.ts";
import { anyLabelled, CONTEXT, lineOf } from "../../output/format/samples.ts";
import {
  execsAt,
  readBack,
  record,
  RUN,
  startRecorder,
  temporaryFolder,
  timesOf,
} from "./recordings.ts";

/** Three blocks: events at 1 to 10, 11 to 20, 21 to 30. */
const BLOCKS = [0, 10, 20].map((base) =>
  execsAt(...Array.from({ length: 10 }, (_, i) => base + i + 1))
);

const ALL = timesOf(BLOCKS.flat());

/** Not every place in a file is tried, but in each field of a header one is. */
const STEP = 3;

/** Where the parts of a file of {@link BLOCKS} begin. */
function layoutOf(bytes: Uint8Array): { readonly blocks: readonly number[]; readonly end: number } {
  const view = new DataView(bytes.buffer);
  const blocks: number[] = [];
  let at = bytes.indexOf(0x0a) + 1;
  for (; blocks.length < 3; at += BLOCK_HEADER_SIZE + view.getUint32(at + 8, true)) blocks.push(at);
  return { blocks, end: at };
}

Deno.test("openRecordings() gives the events that a Recorder took, in their order", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  const blocks = fc.array(fc.array(anyLabelled, { maxLength: 6 }), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(blocks, async (given) => {
      await record(path, given);
      const { events, recordings } = await readBack([path]);
      assertEquals(events, structuredClone(given.flat()));
      assertEquals(recordings.problems, []);
    }),
    { numRuns: 50 },
  );
});

Deno.test("openRecordings() tells host, boot, version and kinds, and so does the first line", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  await record(path, BLOCKS);
  const { recordings } = await readBack([path]);
  const { id, ...header } = recordings.files[0].header;
  assertEquals(header, { ...RUN, kinds: [...RUN.kinds], began: 0, part: 1, eventsBefore: 0 });
  const [line = ""] = (await Deno.readTextFile(path)).split("\n");
  const { format, version, host, ctrack } = JSON.parse(line);
  assertEquals([format, version, host, ctrack], ["ctrack-recording", 1, "n1", "0.1.0"]);
  assertEquals(await recordings.extent(), { first: 1001n, last: 1030n });
  assertEquals(id.length, 36);
});

Deno.test("openRecordings() reads the window that is asked for, both ends included", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  await record(path, BLOCKS);
  const times = async (since?: bigint, until?: bigint) =>
    timesOf((await readBack([path], { since, until })).events);
  assertEquals(await times(1009n, 1012n), [9, 10, 11, 12]);
  assertEquals(await times(1030n), [30]);
  assertEquals(await times(undefined, 1001n), [1]);
  assertEquals(await times(2000n), []);
  assertEquals((await readBack([path], { since: 1012n })).recordings.problems, []);
});

Deno.test("a recording cut anywhere gives what lies in front, and says so", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  await record(path, BLOCKS);
  const bytes = await Deno.readFile(path);
  const { blocks, end } = layoutOf(bytes);
  const cut = `${folder.path}/cut`;
  for (let length = blocks[0] ?? 0; length < bytes.length; length += STEP) {
    await Deno.writeFile(cut, bytes.subarray(0, length));
    const { events, recordings } = await readBack([cut]);
    const whole = [...blocks.slice(1), end].filter((at) => at <= length).length;
    assertEquals(timesOf(events), ALL.slice(0, 10 * whole));
    const [problem = "", ...others] = recordings.problems;
    assertEquals(others, []);
    const isBetween = [...blocks, end].includes(length);
    assertMatch(problem, isBetween ? /\/cut: it has no end/ : /\/cut: its last block is cut/);
  }
});

Deno.test("a recording with other bytes in it gives the blocks that are whole, and says so", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  await record(path, BLOCKS);
  const bytes = await Deno.readFile(path);
  const { blocks: [first = 0, second = 0, third = 0] } = layoutOf(bytes);
  const bad = `${folder.path}/bad`;
  for (let at = first; at < bytes.length; at += STEP) {
    const changed = bytes.slice();
    changed[at] = (changed[at] ?? 0) ^ 0x55;
    await Deno.writeFile(bad, changed);
    const { events, recordings } = await readBack([bad]);
    const times = timesOf(events);
    if (at < second) assertEquals(times, ALL.slice(10));
    else if (at < third) assertEquals(times, [...ALL.slice(0, 10), ...ALL.slice(20)]);
    else assertEquals(times.slice(0, 20), ALL.slice(0, 20));
    const text = recordings.problems.join("\n");
    if (at < third) assertMatch(text, /skipped .*; 10 events are missing there$/);
    else assert(text !== "", String(at));
  }
});

Deno.test("a recording with a piece taken out or put in is read on behind it", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  await record(path, BLOCKS);
  const bytes = await Deno.readFile(path);
  const { blocks: [, second = 0, third = 0] } = layoutOf(bytes);
  const changed = `${folder.path}/changed`;
  const readParts = async (...parts: readonly Uint8Array[]) => {
    await Deno.writeFile(
      changed,
      new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer()),
    );
    const { events, recordings } = await readBack([changed]);
    return { times: timesOf(events), said: recordings.problems.join("\n") };
  };
  const taken = await readParts(bytes.subarray(0, second + 20), bytes.subarray(third));
  assertEquals(taken.times, [...ALL.slice(0, 10), ...ALL.slice(20)]);
  assertMatch(taken.said, /skipped 20 bytes that are no block; 10 events are missing there$/);
  const noise = crypto.getRandomValues(new Uint8Array(40_000)).map((byte) => byte | 0x80);
  const put = await readParts(bytes.subarray(0, second), noise, noise, bytes.subarray(second));
  assertEquals(put.times, ALL);
  assertMatch(put.said, /skipped 80000 bytes that are no block; 0 events are missing there$/);
});

Deno.test("a block of another recording passes for none", async () => {
  await using folder = await temporaryFolder();
  const [one, other] = [`${folder.path}/one`, `${folder.path}/other`];
  await record(one, BLOCKS);
  await record(other, BLOCKS);
  const bytes = await Deno.readFile(one);
  const { blocks: [first = 0, second = 0] } = layoutOf(bytes);
  bytes.set((await Deno.readFile(other)).subarray(first, second), first);
  await Deno.writeFile(one, bytes);
  const { events } = await readBack([one]);
  assertEquals(timesOf(events), ALL.slice(10));
});

Deno.test("openRecordings() says why a file is none, and what to do", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/file`;
  const header = renderHeader({
    ...RUN,
    began: 0,
    id: "x",
    part: 1,
    eventsBefore: 0,
  });
  const refused: readonly (readonly [text: string, why: RegExp, hint: RegExp])[] = [
    ["", /^it is empty$/, /ctrack -w FILE/],
    ["hello\n", /^it is no recording of ctrack$/, /ctrack -w FILE/],
    ["[]\n", /^it is no recording of ctrack$/, /ctrack -w FILE/],
    [header.trimEnd(), /^it is no recording of ctrack$/, /ctrack -w FILE/],
    [
      header.replace('"version":1', '"version":2').replace("0.1.0", "9.0.0"),
      /^it is of version 2 of the format, written by ctrack 9\.0\.0$/,
      /^read it with that version/,
    ],
    [
      header.replace('"version":1', '"version":{"toString":1}').replace('"0.1.0"', '{"valueOf":1}'),
      /^it is of version \{"toString":1\} of the format, written by ctrack \{"valueOf":1\}$/,
      /^read it with that version/,
    ],
    [header.replace('"boot_epoch_ns":"1000"', '"boot_epoch_ns":1e999'), /damaged/, /copy/],
    [header.replace('"kinds":["fork"', '"kinds":["dance"'), /damaged/, /copy/],
    [header.replace('"part":1', '"part":-1'), /damaged/, /copy/],
  ];
  for (const [text, why, hint] of refused) {
    await Deno.writeTextFile(path, text);
    const error = await assertRejects(() => readBack([path]), RecordingError, "cannot read");
    assertMatch((error.cause as Error).message, why);
    assertMatch(error.hint ?? "", hint);
  }
  await assertRejects(() => readBack([folder.path]), RecordingError, "cannot read");
  await assertRejects(() => readBack([`${folder.path}/none`]), RecordingError, "cannot read");
  await assertRejects(() => readBack(["/dev/zero"]), RecordingError, "cannot read");
});

Deno.test("a recording of nothing is one", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  await record(path, []);
  const { events, recordings } = await readBack([path]);
  assertEquals([events, recordings.problems, await recordings.extent()], [[], [], undefined]);
});

Deno.test("a recording whose name another one got meanwhile is not mixed with it", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  const rotation = { bytes: 1 << 20, keep: 5 };
  await record(path, BLOCKS, { rotation });
  const recordings = await openRecordings([path]);
  await record(path, BLOCKS, { rotation });
  const error = await assertRejects(() => recordings.extent(), RecordingError, "cannot read");
  assertEquals(error.hint, "read it again");
});

/** Formats read every field there is. */
const FORMATS = ["json", "table", "csv"].map((format) => createFormat({ ...CONTEXT, format }));

Deno.test("formats take whatever a hostile recording makes of events", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/hostile`;
  const header = { ...RUN, began: 0, id: "x", part: 1, eventsBefore: 0 };
  const seed = checksumSeed(header.id);
  const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 });
  let read = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyLabelled, { maxLength: 4 }), flips, async (events, changes) => {
      const writer = new ValueWriter();
      writer.begin();
      for (const event of events) writer.add(event);
      const raw = writer.bytes.slice();
      for (const [at, byte] of changes) raw[at % Math.max(1, raw.length)] = byte;
      const facts = {
        kind: "events" as const,
        count: events.length,
        eventsBefore: 0,
        first: 0,
        last: 0,
      };
      const block = packBlock(raw, facts, seed);
      await Deno.writeTextFile(path, renderHeader(header));
      await Deno.writeFile(path, block, { append: true });
      for (const event of (await readBack([path])).events) {
        read++;
        for (const format of FORMATS) lineOf(format, event);
      }
    }),
    // Looking for a smaller one would take minutes.
    { numRuns: 300, endOnFailure: true },
  );
  assert(read > 0);
});

Deno.test("openRecordings() tells what the clock showed, in each part, and finds spans by it", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  const epochs = new BootEpochs(RUN.bootEpoch);
  const rotation = { bytes: 1, keep: 9 };
  const recorder = await startRecorder(path, { epochs, rotation });
  recorder.begin();
  const add = (...times: number[]) => {
    for (const event of execsAt(...times)) recorder.add(event);
    recorder.flush();
  };
  add(100, 200);
  epochs.step({ time: 300, epoch: 1_000_000n });
  add(250, 300, 400);
  epochs.step({ time: 500, epoch: 500n });
  add(500, 600);
  assertEquals(await recorder.close(), true);
  const moments = async (window?: Window) => {
    const shown: bigint[] = [];
    const recordings = await openRecordings([path]);
    for await (const { file, events } of recordings.batches(window)) {
      for (const { event } of events) shown.push(file.epochs.momentOf(event.time));
    }
    assertEquals([recordings.files.length, recordings.problems], [3, []]);
    return shown;
  };
  const all = [1100n, 1200n, 1250n, 1_000_300n, 1_000_400n, 1000n, 1100n];
  assertEquals(await moments(), all);
  // By the times since boot: from the first to the last time that the clock showed this.
  assertEquals(await moments({ since: 1_000_000n }), all.slice(3));
  assertEquals(await moments({ until: 1050n }), all.slice(0, 6));
  const { first, last } = await (await openRecordings([path])).extent() ?? {};
  assertEquals([first, last], [1000n, 1_000_400n]);
});

Deno.test("openRecordings() counts steps of the clock that are damaged", async () => {
  await using folder = await temporaryFolder();
  const path = `${folder.path}/run`;
  const epochs = new BootEpochs(RUN.bootEpoch, [{ time: 1, epoch: 5n }]);
  await record(path, [execsAt(1)], { epochs });
  const bytes = await Deno.readFile(path);
  const at = bytes.indexOf(10) + 1 + BLOCK_HEADER_SIZE;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await Deno.writeFile(path, bytes);
  const { events, recordings } = await readBack([path]);
  assertEquals([timesOf(events), recordings.files[0].epochs.steps], [[1], []]);
  assertEquals(recordings.problems.length, 1);
});
