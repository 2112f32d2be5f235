import { readAncestor } from "../../enrich/helper/read_ancestor.ts";
import type { ProcessTable } from "../../state/process_table.ts";
import { hostAccess } from "../runtimes.ts";

/** Processes looked at in one go after a loss: some 20 ms. */
const RECHECK_MAX = 4096;

/** Finds ends that were lost: looks in `/proc` for processes that were last heard of before a loss. */
export function recheck(processes: ProcessTable): void {
  for (const { process } of processes.doubtful(RECHECK_MAX)) {
    const runs = readAncestor(hostAccess, process.pid)?.started(process.startTime) ?? false;
    if (!runs) processes.gone(process);
  }
}
