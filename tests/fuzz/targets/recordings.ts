import { assert } from "@std/assert";
import fc from "fast-check";
import { inflateRawSync } from "node:zlib";
import type { LabelledEvent } from "../../../src/model/labelled_event.ts";
import {
  BLOCK_HEADER_SIZE,
  checksumSeed,
  readBlockHeader,
} from "../../../src/store/record/block.ts";
import { openRecordings } from "../../../src/store/record/open_recordings.ts";
import { packBlock } from "../../../src/store/record/pack_block.ts";
import { RecordingError } from "../../../src/store/record/recording_error.ts";
import { parseHeader } from "../../../src/store/record/recording_header.ts";
import { RAW_MAX, SPELLED_MAX } from "../../../src/store/record/tags.ts";
import { ValueWriter } from "../../../src/store/record/value_writer.ts";
import { exec, inContainer } from "../../output/format/samples.ts";
import { mutatedBytes } from "../mutate.ts";
import { fuzzTarget } from "../target.ts";
import { weightOf } from "../weight_of.ts";
import { writeInAllFormats } from "../write_in_all_formats.ts";

const FILE = Deno.readFileSync(new URL("../../fixtures/recording/run.ctrack", import.meta.url));

/** Problems that are told of a file: of its end, of blocks, of what is missing, of what cannot be read. */
const PROBLEMS_MAX = 4;

/** A value has a tag for each character at least. */
const EVENT_MAX = RAW_MAX + 2 * SPELLED_MAX;

/** The first line of the captured file, and what its first block holds. */
const { line, raw, count } = (() => {
  const end = FILE.indexOf(0x0a) + 1;
  const header = parseHeader(new TextDecoder().decode(FILE.subarray(0, end - 1)));
  if (!("id" in header)) throw new Error("the captured recording has no header");
  const block = readBlockHeader(FILE.subarray(end), checksumSeed(header.id));
  if (block === undefined) throw new Error("the captured recording has no block");
  const from = end + BLOCK_HEADER_SIZE;
  const packed = FILE.subarray(from, from + block.size);
  return {
    line: { bytes: FILE.slice(0, end), seed: checksumSeed(header.id) },
    raw: new Uint8Array(inflateRawSync(packed)),
    count: block.count,
  };
})();

/** Reads a file to its end; gives the number of its events. */
async function readAll(bytes: Uint8Array): Promise<number> {
  const path = Deno.makeTempFileSync({ prefix: "ctrack-fuzz-" });
  let events = 0;
  try {
    Deno.writeFileSync(path, bytes);
    const recordings = await openRecordings([path]);
    for await (const batch of recordings.batches()) {
      for (const event of batch.events) {
        events++;
        checkEvent(event);
      }
    }
    assert(recordings.problems.length <= PROBLEMS_MAX);
    await recordings.extent();
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
  } finally {
    Deno.removeSync(path);
  }
  return events;
}

function checkEvent(event: LabelledEvent): void {
  const weight = weightOf(event);
  assert(weight <= EVENT_MAX, `an event of ${weight}`);
  // A large one costs time, and says no more.
  if (weight < 100_000) writeInAllFormats(event);
}

/** Files whose bytes are changed: mostly what checksums are for. */
export const RECORDING_FILE = fuzzTarget({
  name: "recording_file",
  promise: "any file gives events of the model's form, or says what is wrong with it",
  input: mutatedBytes(FILE),
  async check(bytes) {
    // Each event takes a byte at least before compression, of which deflate makes 1 of 1032.
    assert(await readAll(bytes) <= 1032 * bytes.length);
  },
});

/** A block of one exec whose 20,000 arguments refer to one text of 5,000 characters: 25 KB, and 100 MB when written. */
function manyTimesOneText(): Uint8Array {
  const writer = new ValueWriter();
  writer.begin();
  writer.add(inContainer(exec({ args: Array(20_000).fill("\x01".repeat(5_000)) })));
  return writer.bytes.slice();
}

/** Files with good checksums around blocks that no recorder writes. */
export const RECORDING_BLOCK = fuzzTarget({
  name: "recording_block",
  promise: "a block of any values gives events of the model's form, each of bounded size",
  input: fc.record({
    raw: mutatedBytes(raw),
    count: fc.oneof(fc.constant(count), fc.nat(200)),
  }),
  async check({ raw, count }) {
    const facts = { count, eventsBefore: 0, first: 0, last: 1e15 };
    const block = packBlock(raw, { kind: "events", ...facts }, line.seed);
    const file = new Uint8Array(line.bytes.length + block.length);
    file.set(line.bytes);
    file.set(block, line.bytes.length);
    assert(await readAll(file) <= Math.min(count, raw.length));
  },
  findings: [{ raw: manyTimesOneText(), count: 1 }],
});
