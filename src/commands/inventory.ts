import { ExitCode } from "../cli/exit_code.ts";
import type { Io } from "../cli/io.ts";
import { type Log, openLog } from "../cli/log.ts";
import { exitCodeOf } from "../cli/render_error.ts";
import { Labeller } from "../enrich/labeller.ts";
import type { LabellerOptions } from "../enrich/labeller_options.ts";
import { RuntimeSet } from "../enrich/runtime_set.ts";
import type { Event } from "../model/event.ts";
import type { LabelledEvent } from "../model/labelled_event.ts";
import type { EventSource } from "../source/event_source.ts";
import type { Kernel } from "../source/kernel_source.ts";
import { ProcSource } from "../source/proc/proc_source.ts";
import { followRuntimes } from "./follow_runtimes.ts";
import { Census, type Household } from "../state/census.ts";
import { completeDetails } from "./inventory/complete_details.ts";
import { readLive, readSnapshot } from "./inventory/read_batches.ts";
import { Releases } from "./inventory/releases.ts";
import { kernelConfig } from "./kernel_config.ts";
import { asTraceError, openKernel } from "./open_kernel.ts";
import { recheck } from "./processes/recheck.ts";
import type { RuntimeValues } from "./runtime_flags.ts";
import { hostAccess, runtimesOf } from "./runtimes.ts";
import { within } from "./within.ts";

/** How long the runtimes may take for their first word, and names for theirs, ms. */
const PATIENCE_MS = 2000;

/** Room for what happens while the processes are listed, bytes. */
const RING_SIZE = 4 * 1024 ** 2;

/** How often all processes are listed again while events are lost, ms. */
const MEND_EVERY_MS = 1000;

/** Kinds of events that change a census. */
const LIVE_KINDS: readonly Event["kind"][] = ["process", "fork", "exec", "exit", "cgroup"];

/** What an inventory is taken of. */
export interface InventoryOptions {
  readonly flags: RuntimeValues & { readonly verbose: boolean };
  /** Containers whose runtimes are asked for what their lists leave out, such as the time of the start. */
  readonly wantsDetails: (household: Household) => boolean;
  /** Whose events are wanted; the kernel drops the others. @default everybody's */
  readonly judge?: LabellerOptions["judge"];
  /** Where the kernel's own list cannot be had, that of `/proc` will do. @default false */
  readonly orFromProc?: boolean;
}

/** Who wants to follow the census after it was taken. */
export interface Follower {
  /** Called once, when the census is complete. */
  ready(census: Census): void;
  /** Called for each event, in order, when the census has taken it. @default nobody listens */
  saw?(labelled: LabelledEvent): void;
  readonly signal: AbortSignal;
}

/**
 * All processes that run and all containers there are, as the kernel and the runtimes tell them now: the
 * labels come the same way as those of live events.
 *
 * @throws {CliError} with exit code 3 where this host or user cannot trace.
 */
export async function takeInventory(
  io: Io,
  kernel: Kernel,
  options: InventoryOptions,
): Promise<Census> {
  const census = new Census();
  await hold(io, kernel, options, census, undefined);
  return census;
}

/**
 * The same, kept up to date until the signal aborts. After a loss all processes are listed again, but not more
 * often than once a second.
 *
 * @throws {CliError} as {@link takeInventory}.
 */
export async function followInventory(
  io: Io,
  kernel: Kernel,
  options: InventoryOptions,
  follower: Follower,
): Promise<void> {
  await hold(io, kernel, options, new Census(), follower);
}

async function hold(
  io: Io,
  kernel: Kernel,
  { flags, wantsDetails, judge = () => "yes", orFromProc = false }: InventoryOptions,
  census: Census,
  follower: Follower | undefined,
): Promise<void> {
  const clients = runtimesOf(flags, io);
  const runtimes = new RuntimeSet(clients);
  const kinds = follower === undefined ? ["process" as const] : LIVE_KINDS;
  const hints = { events: new Set<Event["kind"]>([...kinds, "lost"]), failedOnly: false };
  const opened = openKernel(kernel, kernelConfig(hints, RING_SIZE));
  // What it rejects with is met below; until then it must not count as unhandled.
  opened.catch(() => {});
  const log = await openLog(io.stderr, flags.verbose ? "verbose" : "normal");
  const opening: Promise<EventSource> = orFromProc
    ? opened.catch((error) => fromProc(kernel, error, log))
    : opened;
  const released = new Releases();
  let source: EventSource | undefined;
  let hasLost = false;
  const labeller = new Labeller({
    labelWaitMs: PATIENCE_MS,
    runtimes,
    judge,
    setVerdict: (cgroup, verdict) => source?.setVerdict(cgroup, verdict),
    setMounts: (mountNamespace, verdict) => source?.setMounts(mountNamespace, verdict),
    host: hostAccess,
    emit(labelled: LabelledEvent) {
      if (labelled.event.kind === "lost") hasLost = true;
      census.saw(labelled);
      follower?.saw?.(labelled);
      released.tell();
    },
    bootNow: () => kernel.now(),
    bootEpoch: kernel.bootEpoch,
  });
  const following = new AbortController();
  const heard = new Set<string>();
  const followed = followRuntimes({
    ...{ runtimes, labeller, log, opening },
    onTold: (runtime, container) => census.told(runtime, runtimes.kindOf(runtime), container),
    onRemoved: (runtime, id) => census.removed(runtimes.kindOf(runtime), id),
    onHeard: (runtime) => heard.add(runtime),
  }, following.signal);
  let mendedAt = -Infinity;
  const mend = async () => {
    if (!hasLost || performance.now() - mendedAt < MEND_EVERY_MS) return;
    hasLost = false;
    mendedAt = performance.now();
    for (const event of await (await opened).list()) labeller.handle(event);
    // Nearly all were just listed: what is left is soon looked at.
    while (census.processes.hasDoubts) recheck(census.processes);
  };
  let live: AsyncGenerator<Iterable<Event>> | undefined;
  try {
    const files = within(runtimes.running(), PATIENCE_MS, []);
    const [ready, running] = await Promise.all([opening, files]);
    source = ready;
    for (const { runtime, ...found } of running) {
      if (!labeller.adopt(runtime, found)) continue;
      census.told(runtime, runtimes.kindOf(runtime), found.container);
    }
    const batches = source.batches(AbortSignal.any([following.signal, ...signalOf(follower)]));
    live = batches;
    await readSnapshot(batches, labeller);
    const settle = async () => {
      await runtimes.settled(PATIENCE_MS);
      for (const { name } of clients) {
        if (!heard.has(name)) {
          log.warn(`${name} has not answered yet; its containers are shown by id`);
        }
      }
      await released.all(labeller);
      await completeDetails(census, clients, wantsDetails, PATIENCE_MS);
      follower?.ready(census);
    };
    if (follower === undefined) await settle();
    else await Promise.all([settle(), readLive(batches, labeller, mend)]);
  } catch (error) {
    throw asTraceError(error, "cannot list what runs");
  } finally {
    following.abort();
    await within(followed, PATIENCE_MS, undefined);
    await live?.return(undefined);
    source?.close();
  }
  if (hasLost && follower === undefined) log.warn("events were lost; the list may be incomplete");
}

/** The next best source, and a word about what is missing. */
function fromProc(kernel: Kernel, error: unknown, log: Log): EventSource {
  if (exitCodeOf(error) !== ExitCode.cannotTrace) throw error;
  const reason = error instanceof Error && error.cause instanceof Error
    ? error.cause.message
    : String(error);
  log.warn(
    `processes come from /proc (${reason}): those of other users may lack their executable, ` +
      "working directory, namespaces and container",
  );
  return new ProcSource(() => kernel.now());
}

function signalOf(follower: Follower | undefined): readonly AbortSignal[] {
  return follower === undefined ? [] : [follower.signal];
}
