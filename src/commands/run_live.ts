import type { Log } from "../cli/log.ts";
import { Labeller } from "../enrich/labeller.ts";
import { rehearse } from "../enrich/rehearse.ts";
import type { LabellerOptions } from "../enrich/labeller_options.ts";
import type { RuntimeSet } from "../enrich/runtime_set.ts";
import type { Stats } from "../model/stats.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import type { Kernel, KernelSource } from "../source/kernel_source.ts";
import { followRuntimes } from "./follow_runtimes.ts";
import { keepPrivileges } from "./keep_privileges.ts";
import { asTraceError } from "./open_kernel.ts";
import { hostAccess } from "./runtimes.ts";
import { tellNotices } from "./tell_notices.ts";
import { within } from "./within.ts";

/** What is done with live events. */
export interface LiveOptions extends Pick<LabellerOptions, "labelWaitMs" | "judge" | "redact"> {
  readonly runtimes: RuntimeSet;
  /** Takes each event with its label. */
  readonly pipeline: Pipeline;
  readonly log: Log;
  /** What it does, for the line that says that it has begun. @default "tracing" */
  readonly activity?: string;
  /** `onReady` starts a command of the user's. @default false */
  readonly hasCommand?: boolean;
  /** Called once, when the kernel is open, before the first event. */
  readonly onOpen: () => void;
  /** Called once, when events flow and the runtimes have been heard of. @default nobody asks */
  readonly onReady?: (live: Live) => void;
}

/** A run under way. */
export interface Live {
  /** Resolves when all that has happened by now has come out of the labeller. */
  caughtUp(): Promise<void>;
}

/** What is known when it is over. */
export interface LiveResult {
  readonly containersSeen: number;
  readonly sizes: Stats["tables"];
  /** Records that only labels may have needed, and that were lost. */
  readonly lostForLabels: number;
}

/** How long to wait for what the runtimes' files say of containers that run already, ms: they take a few. */
const RUNNING_WAIT_MS = 200;

/** How long the runtimes' clients may take to end, ms. */
const END_WAIT_MS = 1000;

/**
 * How long to wait for the first word of the runtimes before saying that tracing has begun, ms: they take a few. A
 * daemon on a host that is overloaded takes a second; one that hangs must not hold everybody up.
 */
const READY_WAIT_MS = 2000;

/**
 * Labels what the kernel delivers, once it is open, and hands it to the pipeline until the signal aborts or the
 * pipeline has enough. Closes the kernel.
 *
 * @throws {CliError} with exit code 3 where this host or user cannot trace.
 */
export async function runLive(
  kernel: Kernel,
  opening: Promise<KernelSource>,
  {
    runtimes,
    pipeline,
    log,
    labelWaitMs,
    judge,
    redact,
    activity,
    hasCommand = false,
    onOpen,
    onReady,
  }: LiveOptions,
  signal: AbortSignal,
): Promise<LiveResult> {
  let source: KernelSource | undefined;
  let lostForLabels = 0;
  const labeller = new Labeller({
    labelWaitMs,
    runtimes,
    judge,
    redact,
    setVerdict: (cgroup, verdict) => source?.setVerdict(cgroup, verdict),
    setMounts: (mountNamespace, verdict) => source?.setMounts(mountNamespace, verdict),
    host: hostAccess,
    emit: (event) => pipeline.emit(event),
    bootNow: () => kernel.now(),
    timeOf: (moment) => kernel.timeOf(moment),
  });
  const following = new AbortController();
  const followed = followRuntimes({ runtimes, labeller, log, opening }, following.signal);
  try {
    // As a rule the kernel still checks the programs, and there is nothing else to do meanwhile.
    rehearse(redact);
    const running = within(runtimes.running(), RUNNING_WAIT_MS, []);
    const [opened, known] = await Promise.all([opening, running]);
    source = opened;
    for (const { runtime, ...container } of known) labeller.adopt(runtime, container);
    onOpen();
    const batches = new Batches();
    const live = { caughtUp: () => catchUp(opened, batches, labeller) };
    const giveUp = () => {
      if (source === opened) keepPrivileges(kernel, log, { hasCommand });
    };
    void batches.next().then(() => runtimes.settled(READY_WAIT_MS)).then(() => {
      // What is told as begun needs no more of the start; but a command gets all that the user has.
      if (!hasCommand) giveUp();
      tellReady(runtimes, log, activity ?? "tracing");
      onReady?.(live);
      if (hasCommand) giveUp();
    });
    await pipeline.run(source, labeller, signal, () => {
      batches.tell();
      tellNotices(kernel.takeNotices(), log);
    });
  } catch (error) {
    throw asTraceError(error);
  } finally {
    following.abort();
    await within(followed, END_WAIT_MS, undefined);
    lostForLabels = source?.lostForLabels ?? 0;
    source?.close();
  }
  return { containersSeen: labeller.containersSeen, sizes: labeller.sizes, lostForLabels };
}

/** Tells whoever waits that a batch has been read. */
class Batches {
  /** As a rule nobody waits. */
  #next: PromiseWithResolvers<void> | undefined;

  tell(): void {
    this.#next?.resolve();
    this.#next = undefined;
  }

  next(): Promise<void> {
    this.#next ??= Promise.withResolvers();
    return this.#next.promise;
  }
}

/**
 * A poll gives one batch, or two where something was lost: the third one from here on is of a poll that began after
 * this call, and took all that there was.
 */
async function catchUp(source: KernelSource, batches: Batches, labeller: Labeller): Promise<void> {
  for (let count = 0; count < 3; count++) {
    source.wake();
    await batches.next();
  }
  for (let { deadline } = labeller; deadline !== undefined; { deadline } = labeller) {
    await within(batches.next(), Math.max(0, deadline - performance.now()), undefined);
  }
}

function tellReady(runtimes: RuntimeSet, log: Log, activity: string): void {
  const names = runtimes.up;
  if (runtimes.size > 0 && names.length === 0) {
    log.warn("no container runtime was found: containers are shown by id");
  }
  log.info(names.length === 0 ? activity : `${activity}, with names from ${names.join(" and ")}`);
}
