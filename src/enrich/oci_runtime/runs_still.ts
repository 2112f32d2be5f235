import type { HostAccess } from "../host_access.ts";
import type { OciState } from "./oci_state.ts";

/** Bytes of `/proc/PID/stat` that are read: some 350 at most, the name with 64. */
const STAT_MAX = 1024;

/** `Z` and `X` of proc(5): the process has ended. */
const ENDED = /^[ZXx]$/;

/** Whether the first process of a container runs, and is still the same. */
export function runsStill(host: HostAccess, { pid, startTicks }: OciState): boolean {
  const stat = host.read(`/proc/${pid}/stat`, STAT_MAX);
  if (stat === undefined) return false;
  // The name, in parentheses, may hold anything: blanks and parentheses, too.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (ENDED.test(fields[0] ?? "")) return false;
  return startTicks === undefined || Number(fields[19]) === startTicks;
}
