import type { Io } from "../../cli/io.ts";
import type { Log } from "../../cli/log.ts";
import type { FieldContext } from "../../output/format/field.ts";
import type { HistoryReader, Span } from "../../store/history/history_reader.ts";
import type { HistoryValues } from "../history_flags.ts";

/** What somebody wants to know, before anything is opened. */
export interface Asking {
  readonly io: Io;
  readonly log: Log;
  readonly values: HistoryValues;
  readonly span: Span;
  readonly context: FieldContext;
  /** Now, ns since 1970. */
  readonly now: bigint;
}

/** What answers are made from. */
export interface Asked extends Asking {
  readonly reader: HistoryReader;
}

/** Prints an answer; gives the exit code. What is wrong with the flags has been told. */
export type Answer = (asked: Asked) => Promise<number>;
