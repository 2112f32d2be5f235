import type { Event, ProcessEvent } from "../model/event.ts";
import { OwnChild, type OwnEnd } from "../shim/own_child.ts";
import type { EventSource } from "./event_source.ts";

/** What the test process is called and asked: a run of this program that ends at once. */
const ARGV = ["ctrack-self-test", "--version"] as const;

/** Between two looks whether the process has ended; its exit event comes some 0.1 ms before. */
const LOOK_MS = 1;

const NO_END = "the process did not end, or its end was not told";

const KINDS = ["fork", "exec", "exit"] as const;

/** A kind of event that the test process must cause. */
export type SelfTestKind = typeof KINDS[number];

/** What {@link runSelfTest} needs besides the source. */
export interface SelfTestOptions {
  /** The clock of the events, ns since boot. */
  readonly now: () => number;
  /** Inode number of this process's pid namespace; undefined for the host's. */
  readonly pidNamespace: number | undefined;
  /** Longest wait for the last event, ms. @default 2000 */
  readonly limitMs?: number;
  /** Starts the test process. @default OwnChild.start */
  readonly start?: (argv: readonly string[]) => Child;
}

/** A process that was started here. */
export type Child = Pick<OwnChild, "pid" | "ended" | typeof Symbol.dispose>;

/** What became of the test process's events. */
export interface SelfTestResult {
  /** Process id as this process counts. */
  readonly pid: number;
  /** Kinds seen, in order, each with the time from the event to its reader, ms. */
  readonly seen: readonly { readonly kind: SelfTestKind; readonly latencyMs: number }[];
  readonly missing: readonly SelfTestKind[];
  /** What the events told wrongly; empty when all is right. */
  readonly wrong: readonly string[];
}

/** Waits for the end of the process, until the signal aborts. */
async function endOf(child: Child, deadline: AbortSignal): Promise<OwnEnd | undefined> {
  let end = child.ended();
  while (end === undefined && !deadline.aborted) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    end = child.ended();
  }
  return end;
}

/** Faults of one event; `end` is how the process ended as waitpid(2) told. */
function faultsOf(event: ProcessEvent, end: OwnEnd | undefined): string[] {
  if (event.kind === "exec" && event.program.args.join("\0") !== ARGV.join("\0")) {
    return [`exec told the arguments ${JSON.stringify(event.program.args)}`];
  }
  if (event.kind === "exit" && end?.kind === "code" && event.exit.code !== end.code) {
    const told = event.exit.code ?? event.exit.signal ?? "nothing";
    return [`exit told ${told} where the code is ${end.code}`];
  }
  return [];
}

function isProcessEvent(event: Event): event is ProcessEvent {
  return "process" in event && event.process !== undefined && event.kind !== "cgroup";
}

/**
 * Starts a known process once events flow, and waits for its fork, exec and exit. Reads the source
 * to its end; closing it is left to the caller.
 *
 * @throws {ShimError} when the programs do not attach or the process does not start.
 */
export async function runSelfTest(
  source: EventSource,
  options: SelfTestOptions,
): Promise<SelfTestResult> {
  const { now, pidNamespace, limitMs = 2000, start = OwnChild.start } = options;
  const stop = new AbortController();
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort();
    stop.abort();
  }, limitMs);
  const seen = new Map<SelfTestKind, { event: ProcessEvent; latencyMs: number }>();
  let child: Child | undefined;
  let quiet = 0;
  const isOurs = ({ process: { pid, vpid, credentials } }: ProcessEvent) =>
    pidNamespace === undefined
      ? pid === child?.pid
      : vpid === child?.pid && credentials.namespaces.pid === pidNamespace;
  try {
    for await (const events of source.batches(stop.signal)) {
      const batch = [...events];
      // The snapshot comes first: a little behind it, all is at rest.
      quiet = batch.some(({ kind }) => kind === "process") ? 0 : quiet + 1;
      if (quiet >= 2) child ??= start(ARGV);
      for (const event of batch) {
        if (!isProcessEvent(event) || event.kind === "process" || !isOurs(event)) continue;
        if (seen.has(event.kind)) continue;
        seen.set(event.kind, { event, latencyMs: (now() - event.time) / 1e6 });
      }
      if (seen.has("exit")) stop.abort();
    }
    const end = child === undefined ? undefined : await endOf(child, deadline.signal);
    return {
      pid: child?.pid ?? 0,
      seen: [...seen].map(([kind, { latencyMs }]) => ({ kind, latencyMs })),
      missing: KINDS.filter((kind) => !seen.has(kind)),
      wrong: [
        ...[...seen.values()].flatMap(({ event }) => faultsOf(event, end)),
        ...child !== undefined && end === undefined ? [NO_END] : [],
      ],
    };
  } finally {
    clearTimeout(timer);
    child?.[Symbol.dispose]();
  }
}
