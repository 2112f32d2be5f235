import type { Event } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import { commandLine, details, exitStatus } from "./details.ts";
import { formatDuration } from "./duration.ts";
import { placeName } from "./place_name.ts";
import { findField } from "./select_fields.ts";
import { processOf, programOf } from "./subject.ts";
import { byContainer, byFailure, type Column, columnOf } from "./table_columns.ts";

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
    default:
      return "running";
  }
}

function whatOf({ event }: LabelledEvent): string {
  const program = programOf(event);
  return program === undefined ? "" : commandLine(program);
}

const PLACE: Column = {
  heading: "CONTAINER",
  min: 15,
  max: 28,
  number: false,
  drop: 0,
  text: placeName,
  paint: byContainer,
};

/** The columns of a table of processes' lives: when each began, how long it took, how it ended, what it was. */
export const HISTORY_COLUMNS: readonly Column[] = [
  {
    heading: "STARTED",
    min: 23,
    max: 23,
    number: false,
    drop: 0,
    text: ({ event }, { clock }) => clock.dateTime(processOf(event)?.startTime ?? event.time),
  },
  {
    heading: "RAN",
    min: 7,
    max: 8,
    number: false,
    drop: 4,
    text: ({ event }) => ranFor(event),
  },
  PLACE,
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

/** The columns of a table of what happened to containers. */
export const LIFE_COLUMNS: readonly Column[] = [
  {
    heading: "TIME",
    min: 23,
    max: 23,
    number: false,
    drop: 0,
    text: ({ event }, { clock }) => clock.dateTime(event.time),
  },
  PLACE,
  { heading: "DETAILS", min: 18, max: 40, number: false, drop: 0, text: details, paint: byFailure },
];
