import { isFailure } from "../../model/failure.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import { type Paint, paintContainer, paintFailure } from "./color.ts";
import { details } from "./details.ts";
import type { Field, FieldContext } from "./field.ts";
import { fieldText } from "./field_text.ts";
import { findField } from "./select_fields.ts";
import { placeName } from "./place_name.ts";
import type { Layable } from "./table_layout.ts";

/** One column of a table of events. */
export interface Column extends Layable {
  readonly heading: string;
  /** Printable text of the cell. */
  readonly text: (labelled: LabelledEvent, context: FieldContext) => string;
  /** Colour of the cell; absent for the terminal's own. */
  readonly paint?: (labelled: LabelledEvent) => Paint | undefined;
}

/** Text in the colour of its container. */
export const byContainer = ({ container }: LabelledEvent): Paint | undefined =>
  container && paintContainer(container);
/** Text in the colour of failure, where there was one. */
export const byFailure = ({ event }: LabelledEvent): Paint | undefined =>
  isFailure(event) ? paintFailure : undefined;

/** A field as a column. */
export function columnOf(field: Field, changes: Partial<Column> = {}): Column {
  const number = field.type === "integer" || field.type === "number";
  const width = Math.max(field.width, field.heading.length);
  return {
    heading: field.heading,
    min: width,
    max: number || field.type === "boolean" ? width : 2 * width,
    number,
    drop: 0,
    text: (labelled, context) => fieldText(field.get(labelled, context)),
    ...field.name.startsWith("container.") ? { paint: byContainer } : {},
    ...field.name.startsWith("process.exit.") ? { paint: byFailure } : {},
    ...changes,
  };
}

/**
 * The columns of a table for people. On 80 cells PPID and USER are left out, on 60 also CPID and
 * TIME, on 40 also COMMAND and PID.
 */
export const DEFAULT_COLUMNS: readonly Column[] = [
  {
    heading: "TIME",
    min: 12,
    max: 12,
    number: false,
    drop: 4,
    text: ({ event }, { clock }) => clock.timeOfDay(event.time),
  },
  columnOf(findField("event"), { min: 5, max: 9, paint: byFailure }),
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
  { heading: "DETAILS", min: 18, max: 40, number: false, drop: 0, text: details, paint: byFailure },
];

/** Columns for fields the user named: all of them stay, whatever the width. */
export function columnsOf(fields: readonly Field[]): readonly Column[] {
  return fields.map((field) => columnOf(field));
}
