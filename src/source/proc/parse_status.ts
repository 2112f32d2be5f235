import type { Capabilities, ProcessState } from "../../model/event.ts";
import { NS_PER_TICK, splitStat } from "../../shim/split_stat.ts";

/** What `/proc/PID/stat` says of a process (proc(5)). */
export interface ProcStat {
  readonly command: string;
  readonly state: ProcessState;
  readonly parentPid: number;
  readonly sessionId: number;
  /** `major << 20 | minor`, 0 for none. */
  readonly tty: number;
  readonly hasExeced: boolean;
  /** CPU time of all its threads, ns, in whole ticks. */
  readonly cpuTime: number;
  /** Ns since boot, in whole ticks. */
  readonly startTime: number;
  /** Pages. */
  readonly rss: number;
}

/** What `/proc/PID/status` says beyond that. */
export interface ProcStatus {
  readonly uid: number;
  readonly gid: number;
  /** Its pid in the innermost pid namespace. */
  readonly vpid: number;
  readonly capabilities: Capabilities;
}

/** `PF_FORKNOEXEC` of the kernel's include/linux/sched.h. */
const NO_EXEC = 0x40;

const STATES: Readonly<Record<string, ProcessState>> = {
  R: "running",
  S: "sleeping",
  D: "disk_sleep",
  T: "stopped",
  t: "tracing_stop",
  X: "dead",
  Z: "zombie",
  P: "parked",
  I: "idle",
};

/** Reads the text of `/proc/PID/stat`; undefined for what is none. */
export function parseStat(text: string): ProcStat | undefined {
  const split = splitStat(text);
  if (split === undefined) return undefined;
  const { command, fields } = split;
  const at = (number: number) => Number(fields[number - 3] ?? NaN);
  const numbers = {
    parentPid: at(4),
    sessionId: at(6),
    tty: ttyOf(at(7)),
    cpuTime: (at(14) + at(15)) * NS_PER_TICK,
    startTime: at(22) * NS_PER_TICK,
    rss: at(24),
  };
  if (!Object.values(numbers).every(Number.isSafeInteger)) return undefined;
  return {
    command,
    state: STATES[fields[0] ?? ""] ?? "running",
    hasExeced: (at(9) & NO_EXEC) === 0,
    ...numbers,
  };
}

/** The kernel tells user space of a device by 12 bits of its major number among 20 of its minor one. */
function ttyOf(device: number): number {
  const major = (device >>> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
  return ((major << 20) | minor) >>> 0;
}

/** Reads the text of `/proc/PID/status`; undefined for what is none. */
export function parseStatus(text: string): ProcStatus | undefined {
  const lines = new Map(
    text.split("\n").map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon), line.slice(colon + 1).trim().split(/\s+/)] as const;
    }),
  );
  // Real, effective, saved and for files: as the kernel side, the real one.
  const uid = Number(lines.get("Uid")?.[0] ?? NaN);
  const gid = Number(lines.get("Gid")?.[0] ?? NaN);
  const vpid = Number(lines.get("NSpid")?.at(-1) ?? NaN);
  if (![uid, gid, vpid].every(Number.isSafeInteger)) return undefined;
  const effective = lines.get("CapEff")?.[0] ?? "";
  const permitted = lines.get("CapPrm")?.[0] ?? "";
  return { uid, gid, vpid, capabilities: { effective, permitted } };
}
