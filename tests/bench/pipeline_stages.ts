import { decodeFramed } from "../../src/decode/decode_batch.ts";
import { type RecordBytes, recordBytes } from "../../src/decode/record_bytes.ts";
import { Labeller } from "../../src/enrich/labeller.ts";
import { RuntimeSet } from "../../src/enrich/runtime_set.ts";
import { compileFilter } from "../../src/filter/compile_filter.ts";
import type { Event } from "../../src/model/event.ts";
import { createWallClock } from "../../src/output/format/clock.ts";
import { createJsonWriter } from "../../src/output/format/json_writer.ts";
import { createRedactor } from "../../src/redact/create_redactor.ts";
import { type ByteWriter, LineSink } from "../../src/output/sink/line_sink.ts";
import { Counters } from "../../src/pipeline/counters.ts";
import { Pipeline } from "../../src/pipeline/pipeline.ts";

/** Bytes of a poll's buffer, as in the kernel source. */
const BATCH_SIZE = 1 << 18;

const FRAME_SIZE = 8;

interface RecordedBatch {
  readonly bytes: RecordBytes;
  readonly used: number;
}

/** Cuts a recording into batches of whole frames, each in a buffer like a poll's. */
export function batchesOf(recording: Uint8Array): readonly RecordedBatch[] {
  const view = new DataView(recording.buffer, recording.byteOffset, recording.byteLength);
  const batches: RecordedBatch[] = [];
  let start = 0;
  let at = 0;
  const cut = () => {
    const bytes = recordBytes(new ArrayBuffer(BATCH_SIZE));
    bytes.u8.set(recording.subarray(start, at));
    batches.push({ bytes, used: at - start });
    start = at;
  };
  while (at < recording.length) {
    const room = FRAME_SIZE + (view.getUint32(at, true) + 7 & ~7);
    if (at + room - start > BATCH_SIZE) cut();
    at += room;
  }
  cut();
  return batches;
}

async function* replay(
  batches: readonly RecordedBatch[],
  loops: number,
): AsyncGenerator<Iterable<Event>> {
  for (let loop = 0; loop < loops; loop++) {
    for (const { bytes, used } of batches) {
      // A poll of the kernel is asynchronous too.
      const batch = await Promise.resolve(decodeFramed(bytes, used));
      yield batch;
      if (batch.undecodable > 0) throw new Error(`${batch.undecodable} undecodable records`);
    }
  }
}

function noExpression(): never {
  throw new Error("no expression was given");
}

/** How far events go: they are decoded; they are judged, labelled and filtered, too; their lines are written. */
export const STAGES = ["decode", "label", "write"] as const;

/** One of {@link STAGES}. */
export type Stage = typeof STAGES[number];

/**
 * Runs a recording through the stages of `ctrack --format json`, the last of which is given; resolves with the events
 * that reached it.
 */
export async function runRecording(
  recording: Uint8Array,
  epoch: bigint,
  loops: number,
  writer: ByteWriter,
  last: Stage = "write",
): Promise<number> {
  const batches = batchesOf(recording);
  if (last === "decode") return await countEvents(replay(batches, loops));
  const clock = createWallClock(epoch);
  const writeLine = createJsonWriter({ clock, hostName: Deno.hostname() });
  const filter = compileFilter({
    events: ["fork", "exec", "exit", "container"],
    pids: [],
    uids: [],
    failed: false,
    scope: "containers",
  }, { toJson: () => ({}), fields: [], compileCel: noExpression });
  const counters = new Counters(0);
  const sink = new LineSink(writer);
  const pipeline = new Pipeline({
    passes: (event) => filter.event(event),
    write(event) {
      if (last === "label") return;
      writeLine(event, sink.line);
      sink.endLine();
    },
    sink,
    counters,
  });
  const labeller = new Labeller({
    labelWaitMs: 200,
    runtimes: new RuntimeSet([]),
    judge: (owner, container) => filter.container(owner, container),
    setVerdict: () => {},
    setMounts: () => {},
    host: { read: () => undefined, link: () => undefined },
    redact: createRedactor(),
    emit: (event) => pipeline.emit(event),
    bootNow: () => 0,
    timeOf: (moment) => Number(moment),
  });
  const source = { batches: () => replay(batches, loops) };
  await pipeline.run(source, labeller, new AbortController().signal, () => {});
  return counters.delivered;
}

async function countEvents(batches: AsyncIterable<Iterable<Event>>): Promise<number> {
  let count = 0;
  for await (const batch of batches) {
    for (const { kind } of batch) if (kind !== "cgroup") count++;
  }
  return count;
}
