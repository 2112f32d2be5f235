import type { LabelledEvent } from "../../model/labelled_event.ts";
import { only } from "./only.ts";

/** Where the longest are looked for. */
export interface LongestOptions {
  /** All processes in question. */
  readonly all: () => Iterable<LabelledEvent>;
  /**
   * Those that were long, the longest first, and those that run: enough, where they are as many as asked for.
   * Undefined where only some processes are in question.
   */
  readonly few: {
    readonly long: () => Iterable<LabelledEvent>;
    readonly running: () => Iterable<LabelledEvent>;
  } | undefined;
  readonly passes: (event: LabelledEvent) => boolean;
  readonly count: number;
}

/** The processes that took longest, the longest first; of those that run, so far. */
export function longest({ all, few, passes, count }: LongestOptions): readonly LabelledEvent[] {
  if (few !== undefined) {
    const long = only(few.long(), passes).take(count);
    const found = longestOf([...long, ...only(few.running(), passes)], count);
    if (found.length === count) return found;
  }
  return longestOf(only(all(), passes), count);
}

/** How long a process ran, as far as is known, ns; undefined for what is no process's life. */
function ranFor({ event }: LabelledEvent): number | undefined {
  switch (event.kind) {
    case "exit":
      return event.exit.duration;
    case "process":
      return event.time - event.process.startTime;
    default:
      return undefined;
  }
}

function longestOf(events: Iterable<LabelledEvent>, count: number): readonly LabelledEvent[] {
  const best: { readonly event: LabelledEvent; readonly ran: number }[] = [];
  for (const event of events) {
    const ran = ranFor(event);
    if (ran === undefined) continue;
    if (best.length === count && ran <= (best.at(-1)?.ran ?? 0)) continue;
    const at = best.findIndex((other) => other.ran < ran);
    best.splice(at < 0 ? best.length : at, 0, { event, ran });
    if (best.length > count) best.pop();
  }
  return best.map(({ event }) => event);
}
