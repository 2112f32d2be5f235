import type { BootEpochs } from "../../model/boot_epochs.ts";
import { checksumSeed } from "./block.ts";
import { packEnd, packSteps } from "./pack_block.ts";
import { PartFile, reasonOf } from "./part_file.ts";
import { partPath } from "./part_path.ts";
import { Recording } from "./recording.ts";
import { RecordingError } from "./recording_error.ts";
import { folderOf, nameOf } from "../../text/path_parts.ts";
import type { RecordingFolder } from "./recording_folder.ts";
import { type RecordingHeader, renderHeader } from "./recording_header.ts";
import type { Rotation } from "./rotation.ts";

/** What a {@link RecordingSet} is made of. */
export interface RecordingSetOptions {
  readonly path: string;
  /** Holds a folder, and throws where others lead elsewhere on the way there. */
  readonly holdFolder: (path: string) => RecordingFolder;
  readonly run: Pick<RecordingHeader, "ctrack" | "host" | "bootId" | "kinds">;
  /** What the host's clock shows. */
  readonly epochs: BootEpochs;
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
  /** The part that has the name; undefined where none has. */
  #named: number | undefined;
  #part: number;
  #file: PartFile;
  /** The version of the clock that the newest file knows. */
  #stepsNoted: number;

  private constructor(
    options: RecordingSetOptions,
    folder: RecordingFolder,
    known: RecordingHeader | undefined,
  ) {
    this.#options = options;
    this.#folder = folder;
    this.id = known?.id ?? crypto.randomUUID();
    this.#seed = checksumSeed(this.id);
    this.#named = known?.part;
    this.#part = (known?.part ?? 0) + 1;
    this.#stepsNoted = options.epochs.version;
    this.#file = this.#create(this.#part, 0, options.now());
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
      this.#replace(this.#file, this.#part);
    } catch (error) {
      throw cannotWrite(this.#options.path, error);
    }
  }

  /** Bytes in the newest file. */
  get size(): number {
    return this.#file.size;
  }

  /** Adds a block behind so many events to the newest file. */
  async append(block: Uint8Array, eventsBefore: number): Promise<void> {
    await this.#noteSteps(eventsBefore);
    await this.#file.append(block);
  }

  /**
   * Begins a new file, behind so many events, at this time, ns since boot. When it cannot be, the one before grows
   * on, under the name that it has.
   */
  async rotate(eventsBefore: number, began: number): Promise<void> {
    const { path, epochs: { version } } = this.#options;
    if (this.#named === this.#part) checkFree(this.#folder, path, this.#part);
    const next = this.#create(this.#part + 1, eventsBefore, began);
    try {
      await this.#file.append(packEnd(eventsBefore, this.#seed));
      this.#replace(next, this.#part + 1);
    } catch (error) {
      next.discard();
      throw error;
    }
    this.#file.close();
    this.#file = next;
    this.#stepsNoted = version;
    this.#part++;
  }

  /** Removes parts of this recording beyond those that are kept. */
  async removeOld(): Promise<void> {
    const { path, rotation } = this.#options;
    if (rotation === undefined) return;
    for (let part = this.#part - rotation.keep; part > 0; part--) {
      const old = partPath(path, part);
      const header = await findRecording(old).catch(() => undefined);
      if (header?.id !== this.id) return;
      this.#folder.remove(nameOf(old));
    }
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

  /** Events behind a step of the clock count by it: a reader must know before it comes to them. */
  async #noteSteps(eventsBefore: number): Promise<void> {
    const { epochs } = this.#options;
    const { version } = epochs;
    if (version === this.#stepsNoted) return;
    await this.#file.append(packSteps(epochs.steps, eventsBefore, this.#seed));
    this.#stepsNoted = version;
  }

  /** Gives the name to a file; the part that has it, if it is to be kept, gets that of its number. */
  #replace(file: PartFile, part: number): void {
    const { path } = this.#options;
    const before = this.#named;
    if (before !== undefined) {
      const name = nameOf(path);
      // Where somebody has removed it, the next one is to be found all the same.
      if (this.#folder.find(name) !== undefined) {
        this.#folder.rename(name, nameOf(partPath(path, before)));
      }
      this.#named = undefined;
    }
    try {
      file.publish();
    } catch (error) {
      if (this.#named === undefined && before !== undefined) this.#giveBack(before);
      throw error;
    }
    this.#named = part;
  }

  /** The new file did not get the name: whoever looks for the recording is to find the part before. */
  #giveBack(part: number): void {
    const { path } = this.#options;
    try {
      this.#folder.rename(nameOf(partPath(path, part)), nameOf(path));
      this.#named = part;
    } catch {
      // It is found under its number, and stays there: the next try has only the new file to name.
    }
  }

  #create(part: number, eventsBefore: number, began: number): PartFile {
    const { path, run: { ctrack, host, bootId, kinds }, epochs } = this.#options;
    const header = renderHeader({
      ...{ ctrack, host, kinds, id: this.id, part, eventsBefore, began },
      ...bootId === undefined ? {} : { bootId },
      bootEpoch: epochs.first,
    });
    const { steps } = epochs;
    const known = steps.length === 0
      ? new Uint8Array()
      : packSteps(steps, eventsBefore, this.#seed);
    return PartFile.create(path, this.#folder, concat(new TextEncoder().encode(header), known));
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

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
