import type { Io } from "../../cli/io.ts";
import type { Filter } from "../../filter/filter_spec.ts";
import type { Format } from "../../output/format/format.ts";
import type { RecordingHeader } from "../../store/record/recording_header.ts";
import { loadFilters } from "../load_filter.ts";
import { localClock } from "../local_clock.ts";
import { traceFilterSpec } from "../trace_filter_spec.ts";
import type { TraceValues } from "../trace_flags.ts";
import { liveFormat } from "./trace_format.ts";
import type { Reading } from "./trace_pipeline.ts";

/** One reading for each host and boot. */
export interface Readings extends Disposable {
  /** The reading for a file with this header. */
  of(header: RecordingHeader): Reading;
  /** Events for which the --filter expression failed. */
  readonly failures: number;
}

/**
 * Makes readings. `values` are those for the format, `recorded` those for the filter.
 *
 * @throws {UsageError} as its parts do, with the first reading.
 */
export async function createReadings(
  io: Io,
  values: TraceValues,
  recorded: TraceValues,
): Promise<Readings> {
  const createFilter = await loadFilters(traceFilterSpec(recorded));
  const known = new Map<string, { filter: Filter; format: Format & Disposable }>();
  return {
    of({ bootEpoch, host }) {
      const key = `${bootEpoch} ${host}`;
      let reading = known.get(key);
      if (reading === undefined) {
        const context = { clock: localClock(bootEpoch), hostName: host };
        reading = { filter: createFilter(context), format: liveFormat(values, context, io) };
        known.set(key, reading);
      }
      return reading;
    },
    get failures() {
      return [...known.values()].reduce((sum, { filter }) => sum + filter.failures, 0);
    },
    [Symbol.dispose]() {
      for (const { format } of known.values()) format[Symbol.dispose]();
    },
  };
}
