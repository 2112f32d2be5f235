import type { BootEpochs } from "../model/boot_epochs.ts";
import { createWallClock, type WallClock } from "../output/format/clock.ts";

/** A clock for events of a machine that booted then, as {@link createWallClock} has it, in local time. */
export function localClock(boot: bigint | BootEpochs): WallClock {
  return createWallClock(boot, (second) => -new Date(second * 1000).getTimezoneOffset());
}
