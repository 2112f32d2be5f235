import type { Event } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import { commandLine, details, exitStatus } from "./details.ts";
import { formatDuration } from "./duration.ts";
import { placeName } from "./place_name.ts";
import { findField } from "./select_fields.ts";
import { processOf, programOf } from "./subject.ts";
import { byContainer, byFailure, type Column, columnOf } from "./table_columns.ts";

/** When it began: a process's life is one line. */
function beginOf(event: Event): number {
  if (event.kind === "exec") return event.time;
  return processOf(event)?.startTime ?? event.time;
}

function ranFor(event: Event): string {
  switch (event.kind) {
    case "exit":
      return formatDuration(event.exit.duration);
    case "process":
      return formatDuration(event.time - event.process.startTime);
    default:
      return "";
  }
}

function statusOf({ event }: LabelledEvent): string {
  switch (event.kind) {
    case "exit":
      return exitStatus(event.exit);
    case "exec":
      return "replaced";
    case "container":
      return event.action;
    default:
      return "running";
  }
}

function whatOf(labelled: LabelledEvent): string {
  const program = programOf(labelled.event);
  if (program !== undefined) return commandLine(program);
  return processOf(labelled.event) === undefined ? details(labelled) : "";
}

/** The columns of a table of lives: when each began, how long it took, how it ended, what it was. */
export const HISTORY_COLUMNS: readonly Column[] = [
  {
    heading: "STARTED",
    min: 23,
    max: 23,
    number: false,
    drop: 0,
    text: ({ event }, { clock }) => clock.dateTime(beginOf(event)),
  },
  {
    heading: "RAN",
    min: 7,
    max: 8,
    number: false,
    drop: 4,
    text: ({ event }) => ranFor(event),
  },
  {
    heading: "CONTAINER",
    min: 15,
    max: 28,
    number: false,
    drop: 0,
    text: placeName,
    paint: byContainer,
  },
  columnOf(findField("process.pid"), { drop: 6 }),
  columnOf(findField("process.vpid"), { min: 5, max: 5, drop: 3 }),
  columnOf(findField("process.parent_pid"), { drop: 1 }),
  columnOf(findField("process.user.id"), { drop: 2 }),
  columnOf(findField("process.command"), { min: 10, max: 15, drop: 5 }),
  {
    heading: "STATUS",
    min: 8,
    max: 12,
    number: false,
    drop: 0,
    text: statusOf,
    paint: byFailure,
  },
  { heading: "ARGUMENTS", min: 12, max: 40, number: false, drop: 0, text: whatOf },
];
