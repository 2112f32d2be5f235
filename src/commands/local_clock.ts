import { createWallClock, type WallClock } from "../output/format/clock.ts";

/** A clock for events of a machine that booted at `bootEpoch` (ns since 1970), in local time. */
export function localClock(bootEpoch: bigint): WallClock {
  return createWallClock(bootEpoch, (second) => -new Date(second * 1000).getTimezoneOffset());
}
