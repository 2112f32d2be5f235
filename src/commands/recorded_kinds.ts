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
