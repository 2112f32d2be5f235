/** Where text goes, in order and whole. Rejects once and for all when nobody reads any more. */
export interface TextWriter {
  write(text: string): Promise<void>;
}

/** Characters that may wait for a slow reader before {@link LineSink.drained} has to be awaited. */
const BACKLOG_MAX = 4 << 20;

/** Collects lines and writes them in large pieces, without waiting for the reader. */
export class LineSink {
  readonly #writer: TextWriter;
  #text = "";
  #backlog = 0;
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

  /** Adds a line, without its newline. */
  add(line: string): void {
    this.#text += line + "\n";
  }

  /** Hands over what was added. Does not wait. */
  flush(): void {
    if (this.#text === "" || this.#failure !== undefined) return;
    const text = this.#text;
    this.#text = "";
    this.#backlog += text.length;
    this.#writing = this.#writer.write(text).then(
      () => {
        this.#backlog -= text.length;
      },
      (error) => {
        this.#failure = error;
        this.#backlog = 0;
      },
    );
  }

  /** Resolves when all that was flushed is written, or writing has failed. */
  drained(): Promise<void> {
    return this.#writing;
  }
}
