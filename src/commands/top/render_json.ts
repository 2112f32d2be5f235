import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { FieldContext } from "../../output/format/field.ts";
import { PLACE_FIELDS } from "../../output/format/fields_place.ts";
import { createFieldPicker } from "../../output/format/json_fields.ts";
import { jsonValue } from "../../output/format/json_string.ts";
import { programOf } from "../../output/format/subject.ts";
import { COUNTED, type Row, type Sample } from "./row.ts";

/** Whether an event came with a name says nothing here. */
const FIELDS = PLACE_FIELDS.filter(({ name }) => name !== "container.label");

/**
 * Containers as JSON, one object each with the names of events, and OpenTelemetry's `container.cpu.usage` (in
 * processors) and `container.memory.usage` (bytes); `events` has counts since the start, and rates a second.
 */
export function renderTopJson(
  rows: readonly Row[],
  { time, interval, lost }: Sample,
  context: FieldContext,
): readonly string[] {
  const pick = createFieldPicker(FIELDS, context);
  return rows.map((row) => {
    const { container, ...place } = pick(labelledOf(row, time));
    const program = row.last && programOf(row.last.event);
    return jsonValue({
      time: context.clock.rfc3339(time),
      interval_ms: Math.round(interval / 1e6),
      container: {
        ...container as object,
        ...row.cpus === undefined ? {} : { cpu: { usage: round(row.cpus) } },
        ...row.memory === undefined ? {} : { memory: { usage: row.memory } },
      },
      ...place,
      processes: { count: row.residents.length },
      events: Object.fromEntries(
        COUNTED.map((name) => [name, { count: row.counts[name], rate: round(row.rates[name]) }]),
      ),
      ...program === undefined ? {} : { last_command_args: program.args },
      ...lost === 0 ? {} : { lost: { count: lost } },
      host: { name: context.hostName },
    });
  });
}

function labelledOf({ container, cgroup }: Row, time: number): LabelledEvent {
  return {
    event: { kind: "container", action: "label", time },
    container,
    cgroup,
    label: undefined,
    role: undefined,
  };
}

/** To four digits behind the point: more would be noise. */
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
