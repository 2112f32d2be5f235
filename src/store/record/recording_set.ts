import { checksumSeed } from "./block.ts";
import { packEnd } from "./pack_block.ts";
import { PartFile, reasonOf } from "./part_file.ts";
import { partPath } from "./part_path.ts";
import { Recording } from "./recording.ts";
import { RecordingError } from "./recording_error.ts";
import { folderOf, nameOf, type RecordingFolder } from "./recording_folder.ts";
import { type RecordingHeader, renderHeader } from "./recording_header.ts";
import type { Rotation } from "./rotation.ts";

/** What a {@link RecordingSet} is made of. */
export interface RecordingSetOptions {
  readonly path: string;
  /** Holds a folder, and throws where others lead elsewhere on the way there. */
  readonly holdFolder: (path: string) => RecordingFolder;
  readonly run: Pick<RecordingHeader, "ctrack" | "host" | "bootEpoch" | "kinds">;
  readonly rotation?: Rotation | undefined;
  /** Nanoseconds since boot now. */
  readonly now: () => number;
}

/**
 * The files of a recording. The newest has the name that was asked for; a full one is renamed to that name with
 * the number of its part, so that it is never renamed again.
 */
export class RecordingSet {
  readonly id: string;
  readonly #options: RecordingSetOptions;
  readonly #folder: RecordingFolder;
  readonly #seed: number;
  /** The part that has the name already. */
  #predecessor: number | undefined;
  #part: number;
  #file: PartFile;
  #begunAt = performance.now();
  #isEmpty = true;

  private constructor(
    options: RecordingSetOptions,
    folder: RecordingFolder,
    known: RecordingHeader | undefined,
  ) {
    this.#options = options;
    this.#folder = folder;
    this.id = known?.id ?? crypto.randomUUID();
    this.#seed = checksumSeed(this.id);
    this.#predecessor = known?.part;
    this.#part = (known?.part ?? 0) + 1;
    this.#file = this.#create(this.#part, 0);
  }

  /**
   * Makes the first file, under another name until it is published. A recording that has its name is replaced
   * then; one that rotates goes on where that ended.
   *
   * @throws {RecordingError} when it cannot be made, or what has its name is no recording.
   */
  static async create(options: RecordingSetOptions): Promise<RecordingSet> {
    const { path, rotation } = options;
    const folder = hold(options);
    try {
      const known = await findRecording(path);
      const goesOn = rotation !== undefined && known !== undefined;
      if (goesOn) checkFree(folder, path, known.part);
      return new RecordingSet(options, folder, goesOn ? known : undefined);
    } catch (error) {
      folder[Symbol.dispose]();
      throw error;
    }
  }

  /** Gives the first file its name. @throws {RecordingError} when it cannot have it. */
  publish(): void {
    try {
      this.#replace(this.#file);
    } catch (error) {
      throw cannotWrite(this.#options.path, error);
    }
  }

  /**
   * Adds a block behind so many events, in a new file when it is time for one. Resolves with what kept it from
   * being made, if anything did: then the old one grows on.
   */
  async append(block: Uint8Array, eventsBefore: number): Promise<unknown> {
    let stuck: unknown;
    if (this.#isDue(block.length)) {
      await this.#rotate(eventsBefore).catch((error) => stuck = error);
    }
    await this.#file.append(block);
    this.#isEmpty = false;
    return stuck;
  }

  /** Closes the newest file, behind so many events. */
  async end(eventsBefore: number): Promise<void> {
    try {
      await this.#file.append(packEnd(eventsBefore, this.#seed));
    } finally {
      this.#file.close();
      this.#folder[Symbol.dispose]();
    }
  }

  /** Leaves no file: nothing was published. */
  discard(): void {
    this.#file.discard();
    this.#folder[Symbol.dispose]();
  }

  #isDue(size: number): boolean {
    const { bytes = Infinity, ms = Infinity } = this.#options.rotation ?? {};
    return !this.#isEmpty &&
      (this.#file.size + size > bytes || performance.now() - this.#begunAt >= ms);
  }

  async #rotate(eventsBefore: number): Promise<void> {
    checkFree(this.#folder, this.#options.path, this.#part);
    const next = this.#create(this.#part + 1, eventsBefore);
    try {
      await this.#file.append(packEnd(eventsBefore, this.#seed));
      this.#predecessor = this.#part;
      this.#replace(next);
    } catch (error) {
      next.discard();
      throw error;
    }
    this.#file.close();
    this.#file = next;
    this.#part++;
    this.#begunAt = performance.now();
    this.#isEmpty = true;
    await this.#removeOld();
  }

  /** Gives the name to a file; the one before, if it is to be kept, gets that of its part. */
  #replace(file: PartFile): void {
    const { path } = this.#options;
    if (this.#predecessor !== undefined) {
      this.#folder.rename(nameOf(path), nameOf(partPath(path, this.#predecessor)));
    }
    this.#predecessor = undefined;
    file.publish();
  }

  #create(part: number, eventsBefore: number): PartFile {
    const { path, run, now } = this.#options;
    const header = { ...run, id: this.id, part, eventsBefore, began: now() };
    return PartFile.create(path, this.#folder, new TextEncoder().encode(renderHeader(header)));
  }

  /** Removes parts of this recording beyond those that are kept. */
  async #removeOld(): Promise<void> {
    const { path, rotation } = this.#options;
    if (rotation === undefined) return;
    for (let part = this.#part - rotation.keep; part > 0; part--) {
      const old = partPath(path, part);
      const header = await findRecording(old).catch(() => undefined);
      if (header?.id !== this.id) return;
      this.#folder.remove(nameOf(old));
    }
  }
}

/**
 * The first line of the recording at a path; undefined where there is nothing, or an empty file.
 *
 * @throws {RecordingError} for anything else that is there.
 */
async function findRecording(path: string): Promise<RecordingHeader | undefined> {
  const info = await Deno.lstat(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw cannotWrite(path, error);
  });
  if (info === undefined) return undefined;
  const hint = "give another path";
  if (info.isSymlink) throw cannotWrite(path, new Error("a symbolic link has this name"), hint);
  if (!info.isFile) throw cannotWrite(path, new Error("it is no regular file"), hint);
  if (info.size === 0) return undefined;
  try {
    return (await Recording.open(path)).header;
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    throw cannotWrite(path, error.cause, "give another path, or remove this file first");
  }
}

function cannotWrite(path: string, cause: unknown, hint?: string): RecordingError {
  return new RecordingError(`cannot record to ${path}`, {
    cause: reasonOf(cause),
    ...hint === undefined ? {} : { hint },
  });
}

function hold({ path, holdFolder }: RecordingSetOptions): RecordingFolder {
  try {
    return holdFolder(folderOf(path));
  } catch (error) {
    throw cannotWrite(path, error, "give a path in a folder that can be written to");
  }
}

/** @throws {RecordingError} where a file has the name that a part would get. */
function checkFree(folder: RecordingFolder, path: string, part: number): void {
  const old = partPath(path, part);
  let found: object | undefined;
  try {
    found = folder.find(nameOf(old));
  } catch (error) {
    throw cannotWrite(old, error);
  }
  if (found === undefined) return;
  throw cannotWrite(old, new Error("there is a file of this name"), "move it away");
}
