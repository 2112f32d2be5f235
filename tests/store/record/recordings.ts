/** Recordings in temporary folders, for tests. */
import { BootEpochs } from "../../../src/model/boot_epochs.ts";
import type { LabelledEvent } from "../../../src/model/labelled_event.ts";
import {
  openRecordings,
  type Recordings,
  type Window,
} from "../../../src/store/record/open_recordings.ts";
import { holdFolder } from "../../../src/shim/held_folder.ts";
import { Recorder, type RecorderOptions } from "../../../src/store/record/recorder.ts";
import { exec, inContainer } from "../../output/format/samples.ts";
import "../../keep_libc.ts";

/** A host that booted 1,000 ns after 1970. */
export const RUN = {
  ctrack: "0.1.0",
  host: "n1",
  bootEpoch: 1000n,
  kinds: ["fork", "exec", "exit"],
} as const;

/** A temporary folder. Dispose it to remove it. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "ctrack-record-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** What is not as usual; the clock is that of the run's boot, never stepped, unless another one is given. */
type Changes = Partial<Omit<RecorderOptions, "run">> & {
  readonly run?: RecorderOptions["run"] & { readonly bootEpoch: bigint };
};

/** A recorder whose problems are an error. */
export async function startRecorder(path: string, options: Changes = {}): Promise<Recorder> {
  const { run = RUN } = options;
  return await Recorder.create({
    ...{ path, holdFolder, run },
    epochs: new BootEpochs(run.bootEpoch),
    now: () => 0,
    onProblem(message) {
      throw new Error(message);
    },
    onRecovery() {},
    ...options,
  });
}

/** Writes a file with these events, a block for each list. */
export async function record(
  path: string,
  blocks: readonly (readonly LabelledEvent[])[],
  options: Changes = {},
): Promise<void> {
  const recorder = await startRecorder(path, options);
  recorder.begin();
  for (const events of blocks) {
    for (const event of events) recorder.add(event);
    recorder.flush();
  }
  if (!(await recorder.close())) throw new Error(`${recorder.missed} events were not recorded`);
}

/** All events of files, and what is said about them. */
export async function readBack(
  paths: readonly string[],
  window?: Window,
): Promise<{ readonly events: LabelledEvent[]; readonly recordings: Recordings }> {
  const recordings = await openRecordings(paths);
  const events: LabelledEvent[] = [];
  for await (const batch of recordings.batches(window)) events.push(...batch.events);
  return { events, recordings };
}

/** Execs at these times, ns since boot, each with its time as pid. */
export function execsAt(...times: readonly number[]): LabelledEvent[] {
  return times.map((time) => inContainer({ ...exec({}, { pid: time }), time }));
}

/** The times of events. */
export function timesOf(events: readonly LabelledEvent[]): number[] {
  return events.map(({ event }) => event.time);
}
