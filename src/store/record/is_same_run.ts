import type { RecordingHeader } from "./recording_header.ts";

/** Boots are further apart than this, and each recorder measures anew when its host booted, ns. */
const BOOT_EPOCH_SLACK = 1_000_000_000n;

/** Whether recordings are of the same boot of the same host, so that pids and times mean the same in both. */
export function isSameRun(
  a: Pick<RecordingHeader, "host" | "bootEpoch">,
  b: Pick<RecordingHeader, "host" | "bootEpoch">,
): boolean {
  const apart = a.bootEpoch - b.bootEpoch;
  return a.host === b.host && apart < BOOT_EPOCH_SLACK && -apart < BOOT_EPOCH_SLACK;
}
