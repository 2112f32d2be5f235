import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Batch, decodeFramed, decodeUnframed } from "../../src/decode/decode_batch.ts";
import type { SnapshotRecord } from "../../src/decode/decode_snapshot_record.ts";
import { type RecordBytes, recordBytes } from "../../src/decode/record_bytes.ts";
import { HEADER, KIND } from "../../src/wire/layout.gen.ts";
import { CAPTURED, capturedBytes, readBatch } from "./kernel_fixture.ts";

const FRAME = 8;

const FORMS = [
  { name: "decodeUnframed()", file: "snapshot.bin", frame: 0, decode: decodeUnframed },
  { name: "decodeFramed()", file: "ring.bin", frame: FRAME, decode: decodeFramed },
] as const;

/** Where each record of captured bytes starts, and where the last one ends. */
function boundaries(bytes: RecordBytes, frame: number): number[] {
  const starts = [0];
  for (let at = 0; at < bytes.u8.length;) {
    const size = bytes.u32[(at + frame + HEADER.size) / 4] ?? 0;
    starts.push(at += frame + Math.ceil(size / 8) * 8);
  }
  return starts;
}

function sum(batch: Batch<SnapshotRecord>): number {
  const { events, undecodable } = readBatch(batch);
  return events.length + undecodable;
}

for (const [form, { name, file, frame, decode }] of FORMS.entries()) {
  Deno.test(`${name} counts the record that a cut left unfinished, at each byte`, () => {
    const bytes = capturedBytes(file);
    const starts = boundaries(bytes, frame);
    const all = CAPTURED[form]?.events ?? [];
    assertEquals(starts.length, all.length + 1);
    // The strings at an end may be padded: a cut in the padding loses nothing.
    const isPadding = (used: number, start: number) => {
      const size = bytes.u32[(start + frame + HEADER.size) / 4] ?? 0;
      return used >= start + frame + size;
    };
    for (let used = 0; used <= bytes.u8.length; used++) {
      const before = starts.findLastIndex((start) => start <= used);
      const start = starts[before] ?? 0;
      const whole = used > start && isPadding(used, start) ? before + 1 : before;
      const batch = readBatch(decode(bytes, used));
      assertEquals(batch.events.length, whole, `${used} bytes`);
      assertEquals(batch.undecodable, used > start && whole === before ? 1 : 0, `${used} bytes`);
    }
    assertEquals(readBatch(decode(bytes, bytes.u8.length)).events, all);
  });

  Deno.test(`${name} skips a record of an unknown kind and counts it`, () => {
    const bytes = capturedBytes(file);
    bytes.u16[(frame + HEADER.kind) / 2] = 99;
    const { events, undecodable } = readBatch(decode(bytes, bytes.u8.length));
    assertEquals(undecodable, 1);
    assertEquals(events, CAPTURED[form]?.events.slice(1) ?? []);
  });

  Deno.test(`${name} never throws, ends, and counts what it cannot read`, () => {
    const original = capturedBytes(file).u8;
    const starts = boundaries(capturedBytes(file), frame).slice(0, -1);
    const change = fc.record({
      record: fc.constantFrom(...starts),
      offset: fc.nat(200),
      value: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)),
    });
    fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
      const bytes = recordBytes(original.slice().buffer);
      for (const { record, offset, value } of changes) {
        if (record + offset < bytes.u8.length) bytes.u8[record + offset] = value;
      }
      const batch = decode(bytes, bytes.u8.length);
      assert(sum(batch) > 0);
    }));
  });

  Deno.test(`${name} takes random bytes`, () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 600 }), (random) => {
      const bytes = recordBytes(new ArrayBuffer(Math.ceil(random.length / 8) * 8));
      bytes.u8.set(random);
      const batch = decode(bytes, random.length);
      const count = sum(batch);
      assert(count > 0);
      assert(count <= random.length / HEADER.size_ + 1);
    }));
  });
}

Deno.test("decodeFramed() takes records of any kind and size that fill their frame with noise", () => {
  const noisy = fc.record({
    kind: fc.constantFrom(...Object.values(KIND)),
    content: fc.uint8Array({ minLength: HEADER.size_, maxLength: 300 }),
  });
  fc.assert(fc.property(fc.array(noisy, { maxLength: 6 }), (records) => {
    const room = records.map(({ content }) => FRAME + Math.ceil(content.length / 8) * 8);
    const bytes = recordBytes(new ArrayBuffer(room.reduce((total, size) => total + size, 0)));
    let at = 0;
    for (const [i, { kind, content }] of records.entries()) {
      bytes.u32[at / 4] = content.length;
      bytes.u8.set(content, at + FRAME);
      bytes.u16[(at + FRAME + HEADER.kind) / 2] = kind;
      at += room[i] ?? 0;
    }
    assertEquals(sum(decodeFramed(bytes, at)), records.length);
  }));
});

Deno.test("decodeFramed() and decodeUnframed() take nothing for nothing", () => {
  const bytes = recordBytes(new ArrayBuffer(64));
  for (const { decode } of FORMS) {
    assertEquals(readBatch(decode(bytes, 0)), { events: [], undecodable: 0 });
  }
});
