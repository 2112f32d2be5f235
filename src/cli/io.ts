/** Where text goes, as a string or encoded in UTF-8. */
export interface TextOutput {
  /**
   * Writes all of the text, after earlier writes; never blocks the event loop. Bytes are not copied:
   * they stay as they are until the promise settles. Rejects with ClosedPipeError when the reader has
   * gone, with CliError when the system refuses.
   */
  write(text: string | Uint8Array): Promise<void>;
  /**
   * Writes, before it returns, as much as no reader can hold up: all into a file, nothing behind writes that
   * wait, and nothing more once a disk has kept it waiting. Tells how many bytes; absent where each write waits.
   * Throws what {@link write} rejects with.
   */
  writeNow?(bytes: Uint8Array): number;
  readonly isTerminal: boolean;
  /** Width of the terminal now, in columns; undefined where there is none. */
  columns(): number | undefined;
  /** Height of the terminal now, in lines; undefined where there is none. */
  rows(): number | undefined;
}

/** All that a command needs of the world around it for reading and writing text. */
export interface Io {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** An environment variable; undefined when unset or not readable. */
  env(name: string): string | undefined;
  /**
   * Reads standard input to its end as UTF-8, bad bytes replaced. Rejects with CliError when it cannot be
   * read or has more than `limit` bytes.
   */
  readInput(limit: number): Promise<string>;
}
