import { type RecordBytes, recordBytes } from "../decode/record_bytes.ts";
import type { Session } from "../shim/session.ts";

/** Bytes of the first part of the snapshot: eight of the largest pages that kernels have, as the shim asks for. */
const FIRST_SIZE = 1 << 19;

/** Settings of {@link SnapshotReader}. */
export interface SnapshotReaderOptions {
  /** Bytes of further parts, a quarter of which the kernel fills before it hands one over. @default the first one's */
  readonly partSize?: number;
}

/** A part of the snapshot: good until the next one is asked for. */
export interface SnapshotPart {
  readonly bytes: RecordBytes;
  readonly used: number;
}

/** Reads the processes that run, part by part: while one is decoded the kernel fills another. */
export class SnapshotReader {
  readonly #session: Pick<Session, "snapshot">;
  readonly #partSize: number;
  #filling: { readonly bytes: RecordBytes; readonly done: Promise<number> } | undefined;

  constructor(
    session: Pick<Session, "snapshot">,
    { partSize = FIRST_SIZE }: SnapshotReaderOptions = {},
  ) {
    this.#session = session;
    this.#partSize = partSize;
  }

  /** Has the kernel begin with the first part, before anybody asks for it. */
  begin(): void {
    this.#filling ??= this.#fill(recordBytes(new ArrayBuffer(FIRST_SIZE)));
  }

  /** The parts of one snapshot. @throws {ShimError} */
  async *parts(): AsyncGenerator<SnapshotPart> {
    this.begin();
    const makeSpare = () => recordBytes(new ArrayBuffer(this.#partSize));
    let spare = makeSpare();
    try {
      while (this.#filling !== undefined) {
        const { bytes, done } = this.#filling;
        const used = await done;
        if (used === 0) break;
        this.#filling = this.#fill(spare);
        yield { bytes, used };
        spare = bytes.u8.length === this.#partSize ? bytes : makeSpare();
      }
    } finally {
      await this.settled();
      this.#filling = undefined;
    }
  }

  /** Resolves when the kernel fills no part: nothing may be under way when the session is closed. */
  async settled(): Promise<void> {
    await this.#filling?.done.catch(() => {});
  }

  #fill(bytes: RecordBytes) {
    const done = this.#session.snapshot(bytes.u8);
    // What it rejects with is met where the part is asked for.
    done.catch(() => {});
    return { bytes, done };
  }
}
