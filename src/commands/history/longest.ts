import type { LabelledEvent } from "../../model/labelled_event.ts";
import { only } from "./only.ts";

/** Where the longest are looked for. */
export interface LongestOptions {
  /** All processes in question. */
  readonly all: () => Iterable<LabelledEvent>;
  /**
   * Those that are long, the longest first, and then all that run: enough, where they are as many as asked for.
   * Undefined where only some processes are in question.
   */
  readonly long: (() => Iterable<LabelledEvent>) | undefined;
  readonly passes: (event: LabelledEvent) => boolean;
  readonly count: number;
}

/** The processes that took longest, the longest first; of those that run, so far. */
export function longest({ all, long, passes, count }: LongestOptions): readonly LabelledEvent[] {
  if (long !== undefined) {
    const found = longestOf(untilEnough(long(), passes, count), count);
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

/** As many ended ones as are asked for, which come the longest first, and all that run. */
function* untilEnough(
  events: Iterable<LabelledEvent>,
  passes: (event: LabelledEvent) => boolean,
  count: number,
): Generator<LabelledEvent> {
  let ended = 0;
  for (const event of events) {
    const hasEnded = event.event.kind === "exit";
    if (hasEnded && ended >= count) continue;
    if (!passes(event)) continue;
    if (hasEnded) ended++;
    yield event;
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
