import type { Event } from "../model/event.ts";
import { EVENT_KINDS, type TraceValues } from "./trace_flags.ts";

/**
 * The values with the kinds of events that are to be had: a recording gets all of them unless --events names some,
 * so that it can answer later what nobody asks yet.
 */
export function withRecordedKinds(values: TraceValues, given: ReadonlySet<string>): TraceValues {
  return values.write === undefined || given.has("events")
    ? values
    : { ...values, events: EVENT_KINDS };
}

/** Kinds that tell of a process's life. */
export const LIFE: readonly Event["kind"][] = ["fork", "exec", "exit"];

/**
 * Whether parts of a recording begin with those who run, as its first one does. `recorded` is what
 * {@link withRecordedKinds} gives; nobody who runs has failed.
 */
export function tellsRunning({ write, rotate, events, failed }: TraceValues): boolean {
  return write !== undefined && rotate.length > 0 && events.includes("process") && !failed;
}
