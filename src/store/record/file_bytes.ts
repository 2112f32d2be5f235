import { reasonOf } from "./part_file.ts";
import { RecordingError } from "./recording_error.ts";

/** What is read ahead, bytes: some blocks. */
const AHEAD = 1 << 18;

/** A file's bytes at any place, read ahead. */
export class FileBytes implements Disposable {
  readonly #file: Deno.FsFile;
  #buffer = new Uint8Array(AHEAD);
  #start = 0;
  #length = 0;

  private constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** @throws {RecordingError} for what cannot be read, and for what is no file: it would have no end. */
  static async open(path: string): Promise<FileBytes> {
    try {
      const { isFile, isDirectory } = await Deno.stat(path);
      if (!isFile) throw new Error(isDirectory ? "it is a folder" : "it is no regular file");
      return new FileBytes(await Deno.open(path));
    } catch (cause) {
      throw new RecordingError(`cannot read ${path}`, { cause: reasonOf(cause) });
    }
  }

  /** `size` bytes from `at` on, fewer at the file's end; good until the next call. */
  async read(at: number, size: number): Promise<Uint8Array> {
    if (at < this.#start || at + size > this.#start + this.#length) await this.#fill(at, size);
    const from = at - this.#start;
    return this.#buffer.subarray(from, Math.min(from + size, this.#length));
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  async #fill(at: number, size: number): Promise<void> {
    if (size > this.#buffer.length) this.#buffer = new Uint8Array(size + AHEAD);
    this.#start = at;
    this.#length = 0;
    await this.#file.seek(at, Deno.SeekMode.Start);
    while (this.#length < size) {
      const count = await this.#file.read(this.#buffer.subarray(this.#length));
      if (count === null) return;
      this.#length += count;
    }
  }
}
