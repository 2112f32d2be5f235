import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { WallClock } from "./clock.ts";
import type { LineBuffer } from "./line_buffer.ts";
import type { Column } from "./table_columns.ts";

/** How events become lines. Neither method adds a line end; that is the sink's. */
export interface Format {
  /** The line before the first event; absent where the format has none. */
  header(): string | undefined;
  /** Adds one event. Only a template with a line break of its own makes more than one line. */
  write(labelled: LabelledEvent, out: LineBuffer): void;
}

/** What the user asked for and what the place of output allows. */
export interface FormatSpec {
  /** Name of a format, or the text of a template. */
  readonly format: string;
  /** Names of fields or groups of fields. @default what the format shows by itself */
  readonly fields?: readonly string[] | undefined;
  /** What a table shows by itself. @default the columns of a stream of events */
  readonly columns?: readonly Column[] | undefined;
  /** @default false */
  readonly noHeader?: boolean | undefined;
  /** Cut nothing and leave out no column, even if lines wrap. @default false */
  readonly noTrunc?: boolean | undefined;
  /** @default false */
  readonly color?: boolean | undefined;
  /** Terminal columns. @default undefined, which is not a terminal: nothing is cut */
  readonly width?: number | undefined;
  readonly clock: WallClock;
  readonly hostName: string;
}
