/** Where text goes, in order and whole. Rejects once and for all when nobody reads any more. */
export interface TextWriter {
  write(text: string): Promise<void>;
}

/** Characters that may wait for a slow reader before {@link LineSink.drained} has to be awaited. */
const BACKLOG_MAX = 4 << 20;

/** Characters in one write: how much a reader takes tells how far it is. */
const PIECE_MAX = 64 << 10;

/** Collects lines and writes them in large pieces, without waiting for the reader. */
export class LineSink {
  readonly #writer: TextWriter;
  #lines: string[] = [];
  #backlog = 0;
  #unwritten = 0;
  #failure: unknown;
  #writing: Promise<void> = Promise.resolve();

  constructor(writer: TextWriter) {
    this.#writer = writer;
  }

  /** Why writing ended; undefined while it goes on. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Whether the reader is so slow that the producer should wait. */
  get isFull(): boolean {
    return this.#backlog > BACKLOG_MAX;
  }

  /** Lines flushed and not written yet; 0 after a failure. */
  get unwritten(): number {
    return this.#unwritten;
  }

  /** Adds a line, without its newline. */
  add(line: string): void {
    this.#lines.push(line);
  }

  /** Hands over what was added. Does not wait. */
  flush(): void {
    if (this.#failure !== undefined) this.#lines = [];
    let text = "";
    let count = 0;
    for (const line of this.#lines) {
      text += line + "\n";
      count++;
      if (text.length < PIECE_MAX) continue;
      this.#write(text, count);
      text = "";
      count = 0;
    }
    if (count > 0) this.#write(text, count);
    this.#lines = [];
  }

  /** Resolves when all that was flushed is written, or writing has failed. */
  drained(): Promise<void> {
    return this.#writing;
  }

  #write(text: string, lines: number): void {
    this.#backlog += text.length;
    this.#unwritten += lines;
    this.#writing = this.#writer.write(text).then(
      () => {
        this.#backlog -= text.length;
        this.#unwritten -= lines;
      },
      (error) => {
        this.#failure ??= error;
        this.#backlog = 0;
        this.#unwritten = 0;
      },
    );
  }
}
