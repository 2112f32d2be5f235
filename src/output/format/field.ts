import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { WallClock } from "./clock.ts";

/** What kind of value a field has; a `timestamp` is an RFC 3339 string. */
export type FieldType = "string" | "integer" | "number" | "boolean" | "list" | "map" | "timestamp";

/** Texts by key, such as labels; keys are any text. */
export type TextMap = Readonly<Record<string, string>>;

/** A field's value; absent is absent. */
export type FieldValue = string | number | boolean | readonly string[] | TextMap | undefined;

/** What fields need besides the event. */
export interface FieldContext {
  readonly clock: WallClock;
  readonly hostName: string;
}

/** One leaf of the JSON line: what `--fields`, templates, CSV and `ctrack fields` know. */
export interface Field {
  /** Dotted path as in the JSON. */
  readonly name: string;
  readonly type: FieldType;
  /** One sentence. */
  readonly meaning: string;
  /** Column heading in a table. */
  readonly heading: string;
  /** Usual width of the column, in terminal cells. */
  readonly width: number;
  /** JSON lines tell it with `container` events only, and CSV not by itself; it can always be named. */
  readonly detail?: true;
  readonly get: (labelled: LabelledEvent, context: FieldContext) => FieldValue;
}
