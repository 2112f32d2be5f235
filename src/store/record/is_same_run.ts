import type { RecordingHeader } from "./recording_header.ts";

/** Boots are further apart than this, and each recorder measures anew when its host booted, ns. */
const BOOT_EPOCH_SLACK = 1_000_000_000n;

type Run = Pick<RecordingHeader, "host" | "bootId" | "bootEpoch">;

/** Whether recordings are of the same boot of the same host, so that pids and times mean the same in both. */
export function isSameRun(a: Run, b: Run): boolean {
  if (a.host !== b.host) return false;
  // The clock may have been stepped between the two: the kernel's own name for the boot stays.
  if (a.bootId !== undefined && b.bootId !== undefined) return a.bootId === b.bootId;
  const apart = a.bootEpoch - b.bootEpoch;
  return apart < BOOT_EPOCH_SLACK && -apart < BOOT_EPOCH_SLACK;
}
