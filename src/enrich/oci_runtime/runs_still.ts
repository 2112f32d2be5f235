import type { HostAccess } from "../host_access.ts";
import { readStat } from "../read_stat.ts";
import type { OciState } from "./oci_state.ts";

/** `Z` and `X` of proc(5): the process has ended. */
const ENDED = /^[ZXx]$/;

/** Whether the first process of a container runs, and is still the same. */
export function runsStill(host: HostAccess, { pid, startTicks }: OciState): boolean {
  const fields = readStat(host, pid);
  if (fields === undefined) return false;
  if (ENDED.test(fields[0] ?? "")) return false;
  return startTicks === undefined || Number(fields[19]) === startTicks;
}
