import type { HostAccess } from "../../src/enrich/host_access.ts";

/** What proc(5) counts a start in, ns. */
const TICK_NS = 10_000_000;

/** A `/proc` that the test fills. */
export class FakeHost implements HostAccess {
  /** Texts by path. */
  readonly files = new Map<string, string>();
  /** Paths that were read, in order. */
  readonly reads: string[] = [];

  read(path: string, limit?: number): string | undefined {
    this.reads.push(path);
    return this.files.get(path)?.slice(0, limit);
  }

  link(): string | undefined {
    return undefined;
  }

  /** A process runs; its start is in ns since boot. */
  run(pid: number, parentPid: number, startTime: number, command = "sh"): void {
    this.files.set(`/proc/${pid}/stat`, statText(pid, parentPid, startTime, command));
  }

  /** A process has gone. */
  end(pid: number): void {
    this.files.delete(`/proc/${pid}/stat`);
  }
}

/** `/proc/PID/stat` of Linux 6.1; the fields that do not matter here are those of a shell. */
export function statText(
  pid: number,
  parentPid: number,
  startTime: number,
  command: string,
): string {
  const ticks = Math.floor(startTime / TICK_NS);
  return `${pid} (${command}) S ${parentPid} ${pid} ${pid} 34816 ${pid} 4194304 1035 6409 0 2 0 0 5 ` +
    `3 20 0 1 0 ${ticks} 4759552 881 18446744073709551615 94240 95118 140727 0 0 0 65536 3670020 ` +
    `1266777851 1 0 0 17 1 0 0 0 0 0 95167 95222 95735 140727 140728 140729 140730 0\n`;
}
