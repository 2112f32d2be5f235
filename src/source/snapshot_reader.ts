import { type RecordBytes, recordBytes } from "../decode/record_bytes.ts";
import type { Session } from "../shim/session.ts";

/** Bytes of a part of the snapshot, a quarter of which the kernel fills before it hands it over. */
export interface PartSize {
  readonly partSize: number;
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

  constructor(session: Pick<Session, "snapshot">, { partSize }: PartSize) {
    this.#session = session;
    this.#partSize = partSize;
  }

  /** Has the kernel begin with the first part, before anybody asks for it. */
  begin(): void {
    this.#filling ??= this.#fill(recordBytes(new ArrayBuffer(this.#partSize)));
  }

  /** The parts of one snapshot. @throws {ShimError} */
  async *parts(): AsyncGenerator<SnapshotPart> {
    this.begin();
    let spare = recordBytes(new ArrayBuffer(this.#partSize));
    try {
      while (this.#filling !== undefined) {
        const { bytes, done } = this.#filling;
        const used = await done;
        if (used === 0) break;
        this.#filling = this.#fill(spare);
        yield { bytes, used };
        spare = bytes;
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
