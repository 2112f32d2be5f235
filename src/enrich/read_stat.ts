import { splitStat } from "../shim/split_stat.ts";
import type { HostAccess } from "./host_access.ts";

/** Bytes of `/proc/PID/stat` that are read: some 350 at most, the name with 64. */
const STAT_MAX = 1024;

/** The fields of `/proc/PID/stat` from the state on: number 3 of proc(5) first; undefined without the process. */
export function readStat(host: HostAccess, pid: number): readonly string[] | undefined {
  const stat = host.read(`/proc/${pid}/stat`, STAT_MAX);
  return stat === undefined ? undefined : splitStat(stat)?.fields;
}
