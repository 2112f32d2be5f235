import { readPlainFile } from "../../shim/host_file.ts";

/** One reader's place in a log that grows, is cut or replaced. */

/** Settings of {@link EventLog}. */
export interface EventLogOptions {
  readonly path: string;
  /** Whose file it must be. */
  readonly uid: number;
  /** Bytes that are read at once; of more, only the last ones. */
  readonly limit: number;
}

/** Reads the lines that were added to a log since the last time. */
export class EventLog {
  readonly #options: EventLogOptions;
  #inode: number | null | undefined;
  #offset = 0;
  #reading: Promise<void> | undefined;

  constructor(options: EventLogOptions) {
    this.#options = options;
  }

  /**
   * Gives each complete new line to `onLine`, which must not throw; one read at a time, whoever asks. Nothing
   * where there is no such file, or somebody else's. Never rejects.
   */
  read(onLine: (line: string) => void): Promise<void> {
    return this.#reading ??= this.#read(onLine)
      // Gone or replaced meanwhile: the next read begins anew.
      .catch(() => undefined)
      .finally(() => this.#reading = undefined);
  }

  async #read(onLine: (line: string) => void): Promise<void> {
    const { path, uid, limit } = this.#options;
    const info = await Deno.stat(path);
    if (!info.isFile || info.uid !== uid) return;
    if (info.ino === this.#inode && info.size === this.#offset) return;
    if (info.ino !== this.#inode || info.size < this.#offset) this.#offset = 0;
    this.#inode = info.ino;
    const start = Math.max(this.#offset, info.size - limit);
    const text = readPlainFile(path, info.size - start, { offset: start });
    // A log that was too long begins in the middle of a line.
    const from = start > this.#offset ? text.indexOf(NEWLINE) + 1 : 0;
    const end = text.lastIndexOf(NEWLINE) + 1;
    this.#offset = start + end;
    const lines = new TextDecoder().decode(text.subarray(from, Math.max(from, end))).split("\n");
    for (const line of lines) if (line !== "") onLine(line);
  }
}

const NEWLINE = 0x0a;
