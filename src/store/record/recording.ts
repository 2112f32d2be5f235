import { inflateRawSync } from "node:zlib";
import { BootEpochs } from "../../model/boot_epochs.ts";
import type { Event } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import {
  BLOCK_HEADER_SIZE,
  BLOCK_START,
  type BlockHeader,
  checksumOf,
  checksumSeed,
  readBlockHeader,
} from "./block.ts";
import { isLabelledEvent } from "./check_event.ts";
import { parseSteps, STEPS_TEXT_MAX } from "./clock_steps.ts";
import { type Damage, noDamage } from "./damage.ts";
import { FileBytes } from "./file_bytes.ts";
import { readHeader } from "./read_header.ts";
import { RecordingError } from "./recording_error.ts";
import type { RecordingHeader } from "./recording_header.ts";
import { ValueReader } from "./value_reader.ts";

/** A stretch of time, ns since the boot of the recorded host; both ends belong to it. */
export interface Stretch {
  /** @default from the beginning */
  readonly since?: number | undefined;
  /** @default to the end */
  readonly until?: number | undefined;
}

/** What is searched at once for the next block behind damage, bytes. */
const SEARCH_SIZE = 1 << 16;

/** Events that lie in one block. */
export interface Batch {
  /** What happened, or who ran when the file was begun: see {@link BlockHeader}. */
  readonly kind: "events" | "running";
  readonly events: Iterable<LabelledEvent>;
}

/** A block's header and where its bytes begin. */
interface Found {
  readonly header: BlockHeader;
  readonly at: number;
}

/** One file of a recording. */
export class Recording {
  readonly path: string;
  readonly header: RecordingHeader;
  /** What the host's clock showed, as far as the file was read. */
  readonly epochs: BootEpochs;
  /** What could not be read so far. */
  damage: Damage = noDamage();
  readonly #blocksAt: number;
  readonly #seed: number;

  private constructor(path: string, header: RecordingHeader, blocksAt: number) {
    this.path = path;
    this.header = header;
    this.epochs = new BootEpochs(header.bootEpoch);
    this.#blocksAt = blocksAt;
    this.#seed = checksumSeed(header.id);
  }

  /** @throws {RecordingError} for what is no recording, or one of another version. */
  static async open(path: string): Promise<Recording> {
    using bytes = await FileBytes.open(path);
    const { header, size } = await readHeader(path, bytes);
    return new Recording(path, header, size);
  }

  /**
   * The events in the order in which they were recorded, block by block, with who ran when the file was begun or
   * without: of these whoever had started by the end of the stretch. A batch is to be read once, and to its end, before the next one is asked for: {@link damage} then says
   * what is missing.
   */
  async *batches(stretch: Stretch = {}, withRunning = false): AsyncGenerator<Batch> {
    const { since = -Infinity, until = Infinity } = stretch;
    const damage = this.damage = noDamage();
    using bytes = await this.#reopen();
    for await (const { header, at } of this.#blocks(bytes, damage)) {
      const { kind } = header;
      if (kind === "end" || kind === "steps" || header.last < since) continue;
      if (kind === "running" && !withRunning) continue;
      if (kind === "events" && header.first > until) continue;
      const packed = await bytes.read(at, header.size);
      if (checksumOf(packed, this.#seed) !== header.checksum) {
        damage.blocks++;
        if (kind === "events") damage.missing += header.count;
        continue;
      }
      const isAsked = kind === "running"
        ? (event: Event) => "process" in event && (event.process?.startTime ?? 0) <= until
        : ({ time }: Event) => time >= since && time <= until;
      yield { kind, events: this.#decode(packed, header, isAsked, damage) };
    }
  }

  /** Times of the first and the last event; undefined where there is none. All steps of the clock are known then. */
  async extent(): Promise<{ readonly first: number; readonly last: number } | undefined> {
    using bytes = await this.#reopen();
    let first = Infinity;
    let last = -Infinity;
    for await (const { header } of this.#blocks(bytes, noDamage())) {
      first = Math.min(first, header.first);
      last = Math.max(last, header.last);
    }
    return first <= last ? { first, last } : undefined;
  }

  /** The same file again; a recorder may have given its name to the next one meanwhile. */
  async #reopen(): Promise<FileBytes> {
    const bytes = await FileBytes.open(this.path);
    const { header } = await readHeader(this.path, bytes);
    if (header.id === this.header.id && header.part === this.header.part) return bytes;
    bytes[Symbol.dispose]();
    throw new RecordingError(`cannot read ${this.path}`, {
      cause: new Error("another file has its name now"),
      hint: "read it again",
    });
  }

  /** All blocks but ends that are there whole. */
  async *#blocks(bytes: FileBytes, damage: Damage): AsyncGenerator<Found> {
    let expected = this.header.eventsBefore;
    let hasEnd = false;
    for (let at = this.#blocksAt;;) {
      const header = readBlockHeader(await bytes.read(at, BLOCK_HEADER_SIZE), this.#seed);
      if (header === undefined) {
        const next = await this.#search(bytes, at);
        if (next.at === undefined) {
          const isCut = next.end > at;
          damage.end = isCut ? "cut" : hasEnd ? "whole" : "missing";
          return;
        }
        damage.bytes += next.at - at;
        at = next.at;
        continue;
      }
      const { kind, size, count, eventsBefore } = header;
      damage.missing += Math.max(0, eventsBefore - expected);
      expected = eventsBefore + (kind === "events" ? count : 0);
      at += BLOCK_HEADER_SIZE;
      hasEnd = kind === "end";
      if (hasEnd) continue;
      if ((await bytes.read(at, size)).length < size) {
        damage.end = "cut";
        return;
      }
      if (kind === "steps") await this.#readSteps(bytes, { header, at }, damage);
      else yield { header, at };
      at += size;
    }
  }

  async #readSteps(bytes: FileBytes, { header, at }: Found, damage: Damage): Promise<void> {
    const packed = await bytes.read(at, Math.min(header.size, STEPS_TEXT_MAX));
    const isWhole = checksumOf(packed, this.#seed) === header.checksum;
    const steps = isWhole ? inflateSteps(packed) : undefined;
    if (steps === undefined) damage.blocks++;
    else this.epochs.adopt(steps);
  }

  /** Where the next block begins behind `at`; undefined, and where the file ends, when there is none. */
  async #search(
    bytes: FileBytes,
    at: number,
  ): Promise<{ readonly at: number | undefined; readonly end: number }> {
    for (let from = at;;) {
      const part = await bytes.read(from, SEARCH_SIZE);
      if (part.length < BLOCK_HEADER_SIZE) return { at: undefined, end: from + part.length };
      const last = part.length - BLOCK_HEADER_SIZE;
      for (let i = part.indexOf(BLOCK_START); i >= 0 && i <= last;) {
        if (readBlockHeader(part.subarray(i, i + BLOCK_HEADER_SIZE), this.#seed) !== undefined) {
          return { at: from + i, end: from + part.length };
        }
        i = part.indexOf(BLOCK_START, i + 1);
      }
      from += last + 1;
    }
  }

  *#decode(
    packed: Uint8Array,
    { rawSize, count }: BlockHeader,
    isAsked: (event: Event) => boolean,
    damage: Damage,
  ): Generator<LabelledEvent> {
    let read = 0;
    try {
      const raw = inflateRawSync(packed, { maxOutputLength: Math.max(1, rawSize) });
      const values = new ValueReader(raw);
      for (; read < count; read++) {
        const value = values.next();
        if (!isLabelledEvent(value)) damage.unreadable++;
        else if (isAsked(value.event)) yield value;
      }
    } catch {
      damage.unreadable += count - read;
    }
  }
}

function inflateSteps(packed: Uint8Array) {
  try {
    const raw = inflateRawSync(packed, { maxOutputLength: STEPS_TEXT_MAX });
    return parseSteps(new TextDecoder().decode(raw));
  } catch {
    return undefined;
  }
}
