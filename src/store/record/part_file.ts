import { RecordingError } from "./recording_error.ts";
import { nameOf } from "../../text/path_parts.ts";
import type { RecordingFolder } from "./recording_folder.ts";

/**
 * A file that is being written: under another name until it is published, so that a file which it replaces stays
 * until something can be recorded. Readable for its owner alone: command lines hold secrets.
 */
export class PartFile {
  readonly path: string;
  readonly #folder: RecordingFolder;
  readonly #file: Deno.FsFile;
  #temporary: string | undefined;
  #size = 0;

  private constructor(
    path: string,
    folder: RecordingFolder,
    temporary: string,
    file: Deno.FsFile,
  ) {
    this.path = path;
    this.#folder = folder;
    this.#temporary = temporary;
    this.#file = file;
  }

  /**
   * Makes the file, with these bytes in it, in its folder. An existing one is never opened, nor a link followed.
   *
   * @throws {RecordingError} when it cannot be made or written.
   */
  static create(path: string, folder: RecordingFolder, bytes: Uint8Array): PartFile {
    const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.new`;
    let file: Deno.FsFile;
    try {
      file = Deno.openSync(temporary, { createNew: true, append: true, mode: 0o600 });
    } catch (cause) {
      const hint = "give a path in a folder that can be written to";
      throw new RecordingError(`cannot record to ${path}`, { cause: reasonOf(cause), hint });
    }
    const part = new PartFile(path, folder, nameOf(temporary), file);
    try {
      part.#checkPlace();
      for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
    } catch (cause) {
      part.discard();
      throw new RecordingError(`cannot record to ${path}`, { cause: reasonOf(cause) });
    }
    part.#size = bytes.length;
    return part;
  }

  /** Bytes that are in it. */
  get size(): number {
    return this.#size;
  }

  /** Gives it its name; whatever had that is replaced. */
  publish(): void {
    if (this.#temporary === undefined) return;
    this.#folder.rename(this.#temporary, nameOf(this.path));
    this.#temporary = undefined;
  }

  /** The path was walked anew to make the file: what lies there must be it. */
  #checkPlace(): void {
    const { dev, ino } = this.#file.statSync();
    const found = this.#folder.find(this.#temporary ?? "");
    if (found?.device === dev && Number(found.inode) === ino) return;
    // Empty, and of a random name: wherever it lies, it is ours.
    Deno.removeSync(`${this.path.slice(0, -nameOf(this.path).length)}${this.#temporary}`);
    throw new Error("its folder was exchanged");
  }

  /** Adds bytes: all of them or, when that fails, none if the system lets it take them back. */
  async append(bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length;) {
        done += await this.#file.write(bytes.subarray(done));
      }
    } catch (error) {
      await this.#file.truncate(this.#size).catch(() => {});
      throw error;
    }
    this.#size += bytes.length;
  }

  /** Closes it. */
  close(): void {
    this.#file.close();
  }

  /** Closes and, if it has no name yet, removes it. */
  discard(): void {
    this.#file.close();
    if (this.#temporary === undefined) return;
    try {
      this.#folder.remove(this.#temporary);
    } catch {
      // It is gone already.
    }
  }
}

/** Why something failed, in the system's words: without the call, which the runtime adds behind a colon. */
export function reasonOf(error: unknown): Error {
  if (error instanceof RecordingError && error.cause instanceof Error) return error.cause;
  // The runtime keeps a program without all permissions away from these, whatever it may write otherwise.
  if (error instanceof Deno.errors.NotCapable) {
    return new Error("no recording can lie in /dev, /proc or /sys");
  }
  const text = error instanceof Error ? error.message : String(error);
  return new Error(text.replace(/: \w+ '.*$/s, ""));
}
