import type { Io } from "../cli/io.ts";
import { openLog, verbosityOf } from "../cli/log.ts";
import type { FieldContext } from "../output/format/field.ts";
import type { Kernel } from "../source/kernel_source.ts";
import type { Census } from "../state/census.ts";
import { takeInventory } from "./inventory.ts";
import type { Loading } from "./inventory/begin_loading.ts";
import type { InventoryOptions } from "./inventory/inventory_options.ts";
import { localClock } from "./local_clock.ts";
import type { PastValues } from "./recordings/read_past.ts";

/** What there is, or was, at one moment. */
export interface View {
  readonly census: Census;
  readonly context: FieldContext;
  /** The moment, ns since boot. */
  readonly time: number;
  /** Ns from 1970 to the boot. */
  readonly bootEpoch: bigint;
  /** It is of a recording. */
  readonly isPast: boolean;
}

/** What is looked at. */
export interface ViewOptions extends InventoryOptions {
  readonly flags: InventoryOptions["flags"] & PastValues;
  /** Of a recording, what had ended by then too. @default false */
  readonly keepsEnded?: boolean;
}

/**
 * What runs now, once the programs are loaded, or without them what a recording says of a moment.
 *
 * @throws {CliError} for files that are no recordings (2), and hosts that cannot be seen (3).
 */
export async function takeView(
  io: Io,
  loading: Loading | undefined,
  options: ViewOptions,
): Promise<View> {
  const { flags, redact, keepsEnded = false } = options;
  if (loading === undefined) {
    const { readPast } = await import("./recordings/read_past.ts");
    const log = openLog(io.stderr, verbosityOf(flags));
    return { ...await readPast(flags, keepsEnded, redact, log), isPast: true };
  }
  return viewOf(loading.kernel, await takeInventory(io, loading, options));
}

/** What runs at this moment. */
export function viewOf(kernel: Kernel, census: Census): View {
  const time = kernel.followClock();
  const { epochs } = kernel;
  const context = { clock: localClock(epochs), hostName: Deno.hostname() };
  return { census, context, bootEpoch: epochs.latest, time, isPast: false };
}
