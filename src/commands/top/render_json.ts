import type { FieldContext } from "../../output/format/field.ts";
import { jsonValue } from "../../output/format/json_string.ts";
import { programOf } from "../../output/format/subject.ts";
import { eventCounts, toFourDigits } from "../event_counts.ts";
import { createContainerPicker } from "../inventory/container_picker.ts";
import type { Row, Sample } from "./row.ts";

/**
 * Containers as JSON, one object each with the names of events, and OpenTelemetry's `container.cpu.usage` (in
 * processors) and `container.memory.usage` (bytes); `events` has counts since the start, and rates a second.
 */
export function renderTopJson(
  rows: readonly Row[],
  { time, interval, lost }: Sample,
  context: FieldContext,
): readonly string[] {
  const pick = createContainerPicker(context);
  return rows.map((row) => {
    const { container, ...place } = pick(row.container, row.cgroup);
    const program = row.last && programOf(row.last.event);
    return jsonValue({
      time: context.clock.rfc3339(time),
      interval_ms: Math.round(interval / 1e6),
      container: {
        ...container as object,
        ...row.cpus === undefined ? {} : { cpu: { usage: toFourDigits(row.cpus) } },
        ...row.memory === undefined ? {} : { memory: { usage: row.memory } },
      },
      ...place,
      processes: { count: row.residents.length },
      events: eventCounts(row.counts, (name) => row.rates[name]),
      ...program === undefined ? {} : { last_command_args: program.args },
      ...lost === 0 ? {} : { lost: { count: lost } },
      host: { name: context.hostName },
    });
  });
}
