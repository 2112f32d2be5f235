import { ExitCode } from "../../cli/exit_code.ts";
import type { Io } from "../../cli/io.ts";
import { type Log, openLog, verbosityOf } from "../../cli/log.ts";
import { exitCodeOf } from "../../cli/render_error.ts";
import { Labeller } from "../../enrich/labeller.ts";
import { RuntimeSet } from "../../enrich/runtime_set.ts";
import type { Event } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { EventSource } from "../../source/event_source.ts";
import type { Kernel } from "../../source/kernel_source.ts";
import { ProcSource } from "../../source/proc/proc_source.ts";
import type { Census } from "../../state/census.ts";
import { followRuntimes } from "../follow_runtimes.ts";
import type { Follower, InventoryOptions } from "./inventory_options.ts";
import { keepPrivileges } from "../keep_privileges.ts";
import { asTraceError } from "../open_kernel.ts";
import { recheck } from "../processes/recheck.ts";
import { hostAccess, runtimesOf } from "../runtimes.ts";
import { tellNotices } from "../tell_notices.ts";
import { within } from "../within.ts";
import type { Loading } from "./begin_loading.ts";
import { completeDetails } from "./complete_details.ts";
import { readLive, readSnapshot } from "./read_batches.ts";
import { Releases } from "./releases.ts";

/** How long the runtimes may take for their first word, and names for theirs, ms. */
const PATIENCE_MS = 2000;

/** How often all processes are listed again while events are lost, ms. */
const MEND_EVERY_MS = 1000;

/**
 * Fills the census from the kernel, once it is open, and from the runtimes; with a follower it is kept up to date until
 * that one's signal aborts. Closes the kernel.
 *
 * @throws {CliError} with exit code 3 where this host or user cannot trace.
 */
export async function holdInventory(
  io: Io,
  { kernel, opened }: Loading,
  { flags, redact, wantsDetails, judge = () => "yes", orFromProc = false }: InventoryOptions,
  census: Census,
  follower: Follower | undefined,
): Promise<void> {
  const clients = runtimesOf(flags, io);
  const runtimes = new RuntimeSet(clients);
  const log = openLog(io.stderr, verbosityOf(flags));
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
    redact,
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
    timeOf: (moment) => kernel.timeOf(moment),
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
    tellNotices(kernel.takeNotices(), log);
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
    // A list is over before that would matter.
    if (follower !== undefined) keepPrivileges(kernel, log);
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
