import { openPlainFile } from "../../shim/plain_file.ts";

/** Settings of {@link EventLog}. */
export interface EventLogOptions {
  readonly path: string;
  /** Whose file it must be. */
  readonly uid: number;
  /** Bytes that are read at once; of more, only the last ones. */
  readonly limit: number;
}

/** Reads the lines that were added to a log since the last time; it may grow, be cut, or be replaced. */
export class EventLog {
  readonly #options: EventLogOptions;
  #inode: bigint | undefined;
  #offset = 0;

  constructor(options: EventLogOptions) {
    this.#options = options;
  }

  /**
   * Gives each complete new line to `onLine`, which must not throw. Nothing where there is no such file, or
   * somebody else's. Read at once: what waits for an answer of another thread waits long while containers start.
   */
  read(onLine: (line: string) => void): void {
    try {
      this.#read(onLine);
    } catch {
      // Gone or replaced meanwhile: the next read begins anew.
    }
  }

  #read(onLine: (line: string) => void): void {
    const { path, uid, limit } = this.#options;
    using file = openPlainFile(path);
    if (file === undefined || file.uid !== uid) return;
    const { inode, size } = file;
    if (inode === this.#inode && size === this.#offset) return;
    if (inode !== this.#inode || size < this.#offset) this.#offset = 0;
    this.#inode = inode;
    const start = Math.max(this.#offset, size - limit);
    const text = file.read(size - start, start);
    // A log that was too long begins in the middle of a line.
    const from = start > this.#offset ? text.indexOf(NEWLINE) + 1 : 0;
    const end = text.lastIndexOf(NEWLINE) + 1;
    this.#offset = start + end;
    const lines = new TextDecoder().decode(text.subarray(from, Math.max(from, end))).split("\n");
    for (const line of lines) if (line !== "") onLine(line);
  }
}

const NEWLINE = 0x0a;
