import { formatDuration } from "../../output/format/duration.ts";
import type { FieldContext } from "../../output/format/field.ts";
import type { FieldTree } from "../../output/format/json_fields.ts";
import { jsonValue } from "../../output/format/json_string.ts";
import { type ListColumn, renderList } from "../../output/format/list_table.ts";
import { eventCounts } from "../event_counts.ts";
import { createContainerPicker } from "../inventory/container_picker.ts";
import { idCell, nameCell } from "../inventory/place_cells.ts";
import type { ListLayout } from "../list_layout.ts";
import type { Activity, Moment } from "./activity.ts";

const COLUMNS: readonly ListColumn[] = [
  { heading: "NAME" },
  { heading: "ID" },
  { heading: "EXECS", number: true },
  { heading: "EXEC/S", number: true },
  { heading: "FORKS", number: true },
  { heading: "EXITS", number: true },
  { heading: "FAILED", number: true },
  { heading: "CPU", number: true },
  { heading: "PEAK-RSS", number: true },
  { heading: "PROGRAMS", number: true },
  { heading: "FIRST" },
  { heading: "LAST" },
];

/** The busiest first. `durationNs` is the time in which all of it happened. */
export function renderStats(
  activities: readonly Activity[],
  durationNs: number,
  { noHeader, noTrunc, width }: ListLayout,
): readonly string[] {
  const rows = byExecs(activities).map((activity) => {
    const { labelled, events, failed, cpuTime, peakRss, programs, first, last } = activity;
    const container = labelled?.container;
    return [
      container === undefined ? `(${activity.of})` : nameCell(container),
      container === undefined ? "" : idCell(container, noTrunc),
      String(events.exec),
      perSecond(events.exec, durationNs).toFixed(1),
      String(events.fork),
      String(events.exit),
      String(failed),
      formatDuration(cpuTime),
      `${(peakRss / 2 ** 20).toFixed(1)}M`,
      String(programs),
      timeOfDay(first),
      timeOfDay(last),
    ];
  });
  return renderList(COLUMNS, rows, { noHeader, width: noTrunc ? undefined : width });
}

/**
 * The same as JSON, one object each with the names of events; counts, and rates over all of the time, as `ctrack top`
 * writes them.
 */
export function renderStatsJson(
  activities: readonly Activity[],
  durationNs: number,
): readonly string[] {
  return byExecs(activities).map((activity) => {
    const { labelled, events, failed, cpuTime, peakRss, programs, labels } = activity;
    const { context, time } = activity.last;
    const { fork, exec, exit, container } = events;
    const counts = { exec, fork, exit, failure: failed, container };
    return jsonValue({
      interval_ms: Math.round(durationNs / 1e6),
      ...placeOf(labelled, context),
      events: eventCounts(counts, (name) => perSecond(counts[name], durationNs)),
      cpu_time_ms: cpuTime / 1e6,
      peak_rss_bytes: peakRss,
      programs,
      labels: { ...labels },
      first_seen: activity.first.context.clock.rfc3339(activity.first.time),
      last_seen: context.clock.rfc3339(time),
      host: { name: context.hostName },
    });
  });
}

/** All that is told of a container, but not in which of its cgroups the last event was. */
function placeOf(labelled: Activity["labelled"], context: FieldContext): FieldTree {
  if (labelled?.container === undefined) return {};
  const { cgroup: _, ...place } = createContainerPicker(context)(
    labelled.container,
    labelled.cgroup,
  );
  return place;
}

function perSecond(count: number, durationNs: number): number {
  return durationNs <= 0 ? 0 : count * 1e9 / durationNs;
}

function timeOfDay({ time, context }: Moment): string {
  return context.clock.timeOfDay(time);
}

function byExecs(activities: readonly Activity[]): readonly Activity[] {
  return activities.toSorted((a, b) => b.events.exec - a.events.exec);
}
