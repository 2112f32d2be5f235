import type { LabellerOptions } from "../../enrich/labeller_options.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { Redactor } from "../../redact/create_redactor.ts";
import type { Census, Household } from "../../state/census.ts";
import type { RuntimeValues } from "../runtime_flags.ts";

/** What an inventory is taken of. */
export interface InventoryOptions {
  readonly flags: RuntimeValues & { readonly verbose: boolean };
  readonly redact: Redactor;
  /** Containers whose runtimes are asked for what their lists leave out, such as the time of the start. */
  readonly wantsDetails: (household: Household) => boolean;
  /** Whose events are wanted; the kernel drops the others. @default everybody's */
  readonly judge?: LabellerOptions["judge"];
  /** Where the kernel's own list cannot be had, that of `/proc` will do. @default false */
  readonly orFromProc?: boolean;
}

/** Who wants to follow the census after it was taken. */
export interface Follower {
  /** Called once, when the census is complete. */
  ready(census: Census): void;
  /** Called for each event, in order, when the census has taken it. @default nobody listens */
  saw?(labelled: LabelledEvent): void;
  readonly signal: AbortSignal;
}
