import type { SourceLossReason } from "../../model/event.ts";
import type { HistoryTrouble } from "./history_error.ts";

/** Why a span of a history lacks something. */
export type GapReason =
  /** No recorder ran: it had been ended. */
  | "stopped"
  /** No recorder ran: it had been killed, or the host had lost its power. */
  | "killed"
  /** The kernel's events did not arrive. */
  | SourceLossReason
  /** They arrived, and could not be written. */
  | HistoryTrouble;

/** A span that lacks something. Times are ns since 1970. */
export interface Gap {
  readonly from: bigint;
  readonly to: bigint;
  /** A {@link GapReason}; another word from another version's file. */
  readonly reason: string;
  /** How many events; absent where nobody counted. */
  readonly count: number | undefined;
}
