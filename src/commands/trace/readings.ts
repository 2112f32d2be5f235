import type { Io } from "../../cli/io.ts";
import type { Filter } from "../../filter/filter_spec.ts";
import { BootEpochs } from "../../model/boot_epochs.ts";
import type { Format } from "../../output/format/format.ts";
import type { Recording } from "../../store/record/recording.ts";
import { loadFilters } from "../load_filter.ts";
import { localClock } from "../local_clock.ts";
import { traceFilterSpec } from "../trace_filter_spec.ts";
import type { TraceValues } from "../trace_flags.ts";
import { liveFormat } from "./trace_format.ts";
import type { Reading } from "./trace_pipeline.ts";

/** One reading for each host and boot. */
export interface Readings {
  /** The reading for a file, as far as that was read. */
  of(file: Pick<Recording, "header" | "epochs">): Reading;
  /** Events for which the --filter expression failed. */
  readonly failures: number;
}

interface Known extends Reading {
  /** What the clocks of filter and format go by. */
  readonly epochs: BootEpochs;
  readonly filter: Filter;
  readonly format: Format;
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
  const known = new Map<string, Known>();
  return {
    of({ header: { bootEpoch, host }, epochs }) {
      const key = `${bootEpoch} ${host}`;
      let reading = known.get(key);
      if (reading === undefined) {
        const own = new BootEpochs(bootEpoch);
        const context = { clock: localClock(own), hostName: host };
        const filter = createFilter(context);
        reading = { epochs: own, filter, format: liveFormat(values, context, io) };
        known.set(key, reading);
      }
      if (epochs.steps.length !== reading.epochs.steps.length) reading.epochs.adopt(epochs.steps);
      return reading;
    },
    get failures() {
      return [...known.values()].reduce((sum, { filter }) => sum + filter.failures, 0);
    },
  };
}
