import type { Io } from "../../cli/io.ts";
import type { Log } from "../../cli/log.ts";
import type { FieldContext } from "../../output/format/field.ts";
import type { HistoryReader, Span } from "../../store/history/history_reader.ts";
import type { HistoryValues } from "../history_flags.ts";

/** What answers are made from. */
export interface Asked {
  readonly io: Io;
  readonly log: Log;
  readonly values: HistoryValues;
  readonly reader: HistoryReader;
  readonly span: Span;
  readonly context: FieldContext;
  /** Now, ns since 1970. */
  readonly now: bigint;
}
