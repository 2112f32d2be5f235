import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Batch, decodeFramed, decodeUnframed } from "../../../src/decode/decode_batch.ts";
import type { SnapshotRecord } from "../../../src/decode/decode_snapshot_record.ts";
import { recordBytes } from "../../../src/decode/record_bytes.ts";
import type { Event } from "../../../src/model/event.ts";
import { isLabelledEvent } from "../../../src/store/record/check_event.ts";
import { HEADER } from "../../../src/wire/layout.gen.ts";
import { capturedBytes } from "../../decode/kernel_fixture.ts";
import { mutatedBytes } from "../mutate.ts";
import { fuzzTarget } from "../target.ts";
import { writeInAllFormats } from "../write_in_all_formats.ts";

/** Later than any kernel's clock: what is told of such a moment may be anything. */
const TIME_MAX = 2e18;

/** Records are at least a header long, and one may be cut. */
function checkCount(count: number, used: number): void {
  assert(count <= used / HEADER.size_ + 1, `${count} records in ${used} bytes`);
}

function checkEvent(event: Event): void {
  const labelled = {
    event,
    cgroup: undefined,
    container: undefined,
    label: undefined,
    role: undefined,
  };
  const { process } = event.kind === "container" || event.kind === "lost"
    ? { process: undefined }
    : event;
  const spans = event.kind === "exit"
    ? [event.exit.duration, event.exit.cpuTime]
    : event.kind === "process"
    ? [event.usage?.cpuTime ?? 0]
    : [];
  const times = [event.time, process?.startTime ?? 0, process?.parentStartTime ?? 0, ...spans];
  if (times.every((time) => time >= 0 && time <= TIME_MAX)) assert(isLabelledEvent(labelled));
  writeInAllFormats(labelled);
}

function read(
  decode: typeof decodeFramed | typeof decodeUnframed,
  bytes: Uint8Array,
): readonly SnapshotRecord[] {
  const padded = recordBytes(new ArrayBuffer((bytes.length + 7) & ~7));
  padded.u8.set(bytes);
  const batch: Batch<SnapshotRecord> = decode(padded, bytes.length);
  const records: SnapshotRecord[] = [];
  for (const record of batch) records.push(record);
  checkCount(records.length + batch.undecodable, bytes.length);
  return records;
}

function recordTarget(
  name: string,
  file: Parameters<typeof capturedBytes>[0],
  decode: typeof decodeFramed | typeof decodeUnframed,
) {
  const captured = capturedBytes(file).u8;
  // The beginning alone, too: changes are rare in much.
  const seeds = [captured, captured.slice(0, 1024)];
  return fuzzTarget({
    name,
    promise: "any bytes make events of the model's form or are counted, and all formats take them",
    input: fc.oneof({ weight: 9, arbitrary: mutatedBytes(...seeds) }, fc.uint8Array()),
    check(bytes) {
      const records = read(decode, bytes);
      // What the tables of texts know by now must not change what bytes mean.
      assertEquals(read(decode, bytes), records);
      for (const record of records) if (record.kind !== "usage") checkEvent(record);
    },
  });
}

/** What a poll brings. */
export const RING_RECORDS = recordTarget("ring_records", "ring.bin", decodeFramed);

/** What a snapshot brings. */
export const SNAPSHOT_RECORDS = recordTarget("snapshot_records", "snapshot.bin", decodeUnframed);
