import { describeDamage } from "./damage.ts";
import { isSameRun } from "./is_same_run.ts";
import { type Batch, Recording } from "./recording.ts";
import { RecordingError } from "./recording_error.ts";
import { partPath } from "./part_path.ts";

/** A stretch of time, ns since 1970; both ends belong to it. */
export interface Window {
  /** @default from the beginning */
  readonly since?: bigint | undefined;
  /** @default to the end */
  readonly until?: bigint | undefined;
}

/** Some files that are read one after the other, as one. */
export interface Recordings {
  /** The files, oldest first; there is one at least. Times of their events are ns since their host's boot. */
  readonly files: readonly [Recording, ...Recording[]];
  /**
   * Events of all files, block by block, each with the file that holds it: its header tells host and boot. A
   * batch is to be read once, and to its end, before the next one is asked for. Events of one block share
   * their containers, programs and so on; those of different blocks have equal ones.
   *
   * `withRunning` gives those, too, who ran when a part was begun whose predecessor is not among the files: what no
   * event tells, and nobody was shown.
   *
   * @throws {RecordingError} when a file can be read no more.
   */
  batches(window?: Window, withRunning?: boolean): AsyncGenerator<RecordedBatch>;
  /** The first and the last moment of any event, ns since 1970; undefined where there is none. */
  extent(): Promise<{ readonly first: bigint; readonly last: bigint } | undefined>;
  /** What is missing of that which was read so far, a sentence each, with the file's path. */
  readonly problems: readonly string[];
}

/** Events of one block, and the file that holds it. */
export interface RecordedBatch extends Batch {
  readonly file: Recording;
}

/**
 * Opens recordings, of which there must be one at least, to be read in the order in which they were made, whatever the order of the paths. With a file
 * of a rotated recording come the parts before it that still lie beside it.
 *
 *     const recordings = await openRecordings(["run.ctrack"]);
 *     for await (const { file, events } of recordings.batches()) {
 *       for (const labelled of events) use(labelled, file.epochs);
 *     }
 *     recordings.problems.forEach(warn);
 *
 * @throws {RecordingError} for what is no recording, or one of another version.
 */
export async function openRecordings(paths: readonly string[]): Promise<Recordings> {
  const found = new Map<string, Recording>();
  for (const path of paths) {
    for (const recording of await openSet(path)) {
      const { id, part } = recording.header;
      found.set(`${id} ${part}`, recording);
    }
  }
  const [oldest, ...others] = [...found.values()].sort(byAge);
  if (oldest === undefined) throw new RangeError("no recording was named");
  const files = [oldest, ...others] as const;
  return {
    files,
    batches: (window, withRunning = false) => readAll(files, window ?? {}, withRunning),
    extent: () => extentOf(files),
    get problems() {
      return problemsOf(files);
    },
  };
}

/** A file, and the parts before it that lie beside it. */
async function openSet(path: string): Promise<readonly Recording[]> {
  const newest = await Recording.open(path);
  const parts = [newest];
  for (let part = newest.header.part - 1; part > 0; part--) {
    const older = await openPart(partPath(path, part), newest.header.id);
    if (older === undefined) break;
    parts.push(older);
  }
  return parts;
}

async function openPart(path: string, id: string): Promise<Recording | undefined> {
  try {
    const recording = await Recording.open(path);
    return recording.header.id === id ? recording : undefined;
  } catch (error) {
    // It was rotated away, or is something else: the set begins behind it.
    if (error instanceof RecordingError) return undefined;
    throw error;
  }
}

function byAge({ header: a }: Recording, { header: b }: Recording): number {
  if (a.id === b.id) return a.part - b.part;
  // By the one clock that nobody steps.
  if (isSameRun(a, b)) return a.began - b.began;
  const [one, other] = [a, b].map(({ bootEpoch, began }) => bootEpoch + BigInt(Math.round(began)));
  return (one ?? 0n) < (other ?? 0n) ? -1 : 1;
}

async function* readAll(
  files: readonly Recording[],
  { since, until }: Window,
  withRunning: boolean,
): AsyncGenerator<RecordedBatch> {
  for (const [i, file] of files.entries()) {
    const stretch: { since?: number; until?: number } = {};
    if (since !== undefined || until !== undefined) {
      // To know all steps of the clock.
      await file.extent();
      if (since !== undefined) stretch.since = file.epochs.firstTimeFrom(since);
      if (until !== undefined) stretch.until = file.epochs.lastTimeUntil(until);
    }
    const isFirst = !follows(files[i - 1], file);
    for await (const batch of file.batches(stretch, withRunning && isFirst)) {
      yield { ...batch, file };
    }
  }
}

/** Whether a file is the next part of the same recording. */
function follows(before: Recording | undefined, { header: { id, part } }: Recording): boolean {
  return before?.header.id === id && before.header.part + 1 === part;
}

async function extentOf(files: readonly Recording[]) {
  let extent: { first: bigint; last: bigint } | undefined;
  for (const file of files) {
    const own = await file.extent();
    if (own === undefined) continue;
    const [first, last] = [file.epochs.momentOf(own.first), file.epochs.momentOf(own.last)];
    extent = extent === undefined ? { first, last } : {
      first: first < extent.first ? first : extent.first,
      last: last > extent.last ? last : extent.last,
    };
  }
  return extent;
}

function problemsOf(files: readonly Recording[]): readonly string[] {
  return files.flatMap(({ path, header, damage }, i) => {
    const before = files[i - 1]?.header;
    const gap = before?.id === header.id && header.part > before.part + 1
      ? [`the parts between ${before.part} and ${header.part} are not there`]
      : [];
    return [...gap, ...describeDamage(damage)].map((text) => `${path}: ${text}`);
  });
}
