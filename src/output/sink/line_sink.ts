import { LineBuffer } from "../format/line_buffer.ts";

/** Where text goes, in order and whole. Rejects once and for all when nobody reads any more. */
export interface ByteWriter {
  /** Writes UTF-8 text. The bytes stay as they are until the promise settles. */
  write(bytes: Uint8Array): Promise<void>;
  /**
   * Writes, before it returns, as much as no reader can hold up, and tells how many bytes. Absent where each
   * write waits; not called while one does. Throws as `write` rejects.
   */
  writeNow?(bytes: Uint8Array): number;
}

/** Bytes that may wait for a slow reader before {@link LineSink.drained} has to be awaited. */
const BACKLOG_MAX = 4 << 20;

/**
 * What is handed over at once, bytes; a line that is longer goes out whole. Small enough that even a slow
 * reader is seen to take some now and then.
 */
const CHUNK_SIZE = 1 << 18;

/** Room for the line that makes a chunk full. */
const STORAGE_SIZE = CHUNK_SIZE + (1 << 16);

/** Buffers kept for the next chunks. A batch of events fills some at once, before the first is written. */
const SPARES_MAX = 8;

/** Collects lines and writes them in large pieces, without waiting for the reader. */
export class LineSink {
  readonly #writer: ByteWriter;
  readonly #spares: ArrayBuffer[] = [];
  #buffer = new LineBuffer(new ArrayBuffer(STORAGE_SIZE));
  #lines = 0;
  #unwritten = 0;
  #backlog = 0;
  #failure: unknown;
  #writing: Promise<void> = Promise.resolve();

  constructor(writer: ByteWriter) {
    this.#writer = writer;
  }

  /** Why writing ended; undefined while it goes on. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Whether the reader is so slow that the producer should wait. */
  get isFull(): boolean {
    return this.#backlog > BACKLOG_MAX && this.#failure === undefined;
  }

  /** Lines that were added and are not, or not all of their chunk is, written. */
  get unwrittenLines(): number {
    return this.#unwritten + this.#lines;
  }

  /** Where the next line goes; after {@link endLine} it is to be asked for again. */
  get line(): LineBuffer {
    return this.#buffer;
  }

  /** Ends the line, with its newline. */
  endLine(): void {
    this.#buffer.text("\n");
    this.#lines++;
    if (this.#buffer.length >= CHUNK_SIZE) this.flush();
  }

  /**
   * Hands over what was added, or sees to it that it is handed over when what came before is written: a buffer of its
   * own for each few lines behind a slow reader would take many times their size. Does not wait.
   */
  flush(): void {
    if (this.#lines === 0 || this.#canJoin) return;
    const lines = this.#lines;
    this.#lines = 0;
    const { bytes } = this.#buffer;
    const rest = bytes.subarray(this.#writeNow(bytes));
    if (rest.length === 0) return this.#clear();
    this.#unwritten += lines;
    if (this.#failure !== undefined) return this.#clear();
    this.#buffer = this.#newBuffer();
    this.#backlog += rest.length;
    this.#writing = this.#writer.write(rest).then(
      () => {
        this.#backlog -= rest.length;
        this.#unwritten -= lines;
        this.#keep(bytes.buffer);
        this.flush();
      },
      (error) => {
        this.#failure ??= error;
      },
    );
  }

  /** Whether the chunk has room for what follows, and time until it is its turn. */
  get #canJoin(): boolean {
    const isBehind = this.#backlog > 0 && this.#failure === undefined;
    return isBehind && this.#buffer.length < CHUNK_SIZE;
  }

  /** How many bytes were written at once: a buffer that is free again at once is still in the CPU's cache. */
  #writeNow(bytes: Uint8Array): number {
    if (this.#backlog > 0 || this.#failure !== undefined) return 0;
    try {
      return this.#writer.writeNow?.(bytes) ?? 0;
    } catch (error) {
      this.#failure = error;
      return 0;
    }
  }

  /** Resolves when all that was flushed is written, or writing has failed. */
  async drained(): Promise<void> {
    let write: Promise<void> | undefined;
    while (write !== this.#writing) await (write = this.#writing);
  }

  #newBuffer(): LineBuffer {
    return new LineBuffer(this.#spares.pop() ?? new ArrayBuffer(STORAGE_SIZE));
  }

  /** The next line goes into the same buffer, unless that grew with a line of unusual length. */
  #clear(): void {
    if (this.#buffer.capacity === STORAGE_SIZE) this.#buffer.clear();
    else this.#buffer = this.#newBuffer();
  }

  /** Keeps a buffer for a later chunk, unless it grew. */
  #keep(storage: ArrayBuffer): void {
    const fits = storage.byteLength === STORAGE_SIZE && this.#spares.length < SPARES_MAX;
    if (fits) this.#spares.push(storage);
  }
}
