import type { Label } from "./container.ts";
import type { Event, LostReason } from "./event.ts";

/** What one run of ctrack saw, delivered and lost: the content of the summary. */
export interface Stats {
  /** From the first moment of tracing to the last, ns. */
  readonly durationNs: number;
  /** Events decoded, by kind, before any filter of user space. */
  readonly events: Readonly<Record<Event["kind"], number>>;
  /** Events that were written out. */
  readonly delivered: number;
  /** Events that a filter of user space held back. */
  readonly filtered: number;
  /** Events of the runtimes' own work that were held back, though the filters let them pass. */
  readonly folded: number;
  /** Events that never arrived whole, by reason. */
  readonly lost: Readonly<Record<LostReason, number>>;
  /** Events of containers, by how their label came. */
  readonly labels: Readonly<Record<Label, number>>;
  /** Containers that ran already or started; one that is restarted counts again. */
  readonly containers: number;
  /** Entries in each bounded table at the end, by the table's name. */
  readonly tables: Readonly<Record<string, number>>;
}
