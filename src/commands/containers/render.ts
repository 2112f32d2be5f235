import { formatDuration } from "../../output/format/duration.ts";
import type { FieldContext } from "../../output/format/field.ts";
import { jsonValue } from "../../output/format/json_string.ts";
import { type ListColumn, renderList } from "../../output/format/list_table.ts";
import { printable } from "../../text/printable.ts";
import type { Household } from "../../state/census.ts";
import { createContainerPicker } from "../inventory/container_picker.ts";
import { idCell, nameCell, podCell } from "../inventory/place_cells.ts";
import type { ListLayout } from "../list_layout.ts";

/** The two clocks, at one moment. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly epochMs: number;
  /** Nanoseconds since boot: the clock of the processes' start times. */
  readonly boot: number;
}

const COLUMNS: readonly ListColumn[] = [
  { heading: "NAME" },
  { heading: "ID" },
  { heading: "IMAGE" },
  { heading: "RUNTIME" },
  { heading: "POD" },
  { heading: "PIDS", number: true },
  { heading: "UPTIME" },
  { heading: "STATE" },
];

/** States in which a container counts as running. */
const RUNNING: ReadonlySet<string> = new Set(["running", "paused", "restarting"]);

/** Whether a container runs, by its runtime's word or by its processes. */
export function isRunning({ container, residents }: Household): boolean {
  return residents.length > 0 || RUNNING.has(container.state ?? "");
}

/**
 * For how long a container has run, ns: since its runtime says it started, else since its oldest process
 * did. Undefined for one that does not run.
 */
export function uptimeOf(household: Household, { epochMs, boot }: Moment): number | undefined {
  if (!isRunning(household)) return undefined;
  const { container, residents } = household;
  if (container.startedAt !== undefined) return Math.max(0, epochMs - container.startedAt) * 1e6;
  const starts = residents.filter(({ role }) => role !== "entered")
    .map(({ process }) => process.startTime);
  return starts.length === 0
    ? undefined
    : Math.max(0, boot - starts.reduce((a, b) => Math.min(a, b)));
}

/** Containers as a table, in the order of their names. */
export function renderContainers(
  households: readonly Household[],
  moment: Moment,
  { noHeader, noTrunc, width }: ListLayout,
): readonly string[] {
  const rows = byName(households).map((household) => {
    const { container, residents } = household;
    const uptime = uptimeOf(household, moment);
    return [
      nameCell(container),
      idCell(container, noTrunc),
      printable(container.image ?? ""),
      printable(container.runtime ?? container.kind),
      podCell(container),
      String(residents.length),
      uptime === undefined ? "" : formatDuration(uptime),
      container.state ?? "",
    ];
  });
  return renderList(COLUMNS, rows, { noHeader, width: noTrunc ? undefined : width });
}

/**
 * Containers as JSON, one object each with the names of events: `container`, `k8s`, `compose`, `cgroup` and
 * so on, and `processes` with `count` and the `pids` of the host.
 */
export function renderContainersJson(
  households: readonly Household[],
  moment: Moment,
  context: FieldContext,
): readonly string[] {
  const pick = createContainerPicker(context);
  return byName(households).map((household) => {
    const { container, cgroup, residents } = household;
    const pids = residents.map(({ process }) => process.pid);
    const uptime = uptimeOf(household, moment);
    return jsonValue({
      ...pick(container, cgroup),
      processes: { count: pids.length, pids },
      ...uptime === undefined ? {} : { uptime_ms: Math.floor(uptime / 1e6) },
      host: { name: context.hostName },
    });
  });
}

function byName(households: readonly Household[]): readonly Household[] {
  const keyOf = ({ container }: Household) => `${container.name ?? "\uffff"}\0${container.id}`;
  return households.toSorted((a, b) => keyOf(a) < keyOf(b) ? -1 : 1);
}
