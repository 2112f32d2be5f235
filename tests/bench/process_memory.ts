import { cpuTime } from "./process_clock.ts";

/** A process that uses less than this share of a CPU for this long is idle. */
const IDLE_WINDOW_MS = 200;
const IDLE_SHARE = 0.05;

/** A field of /proc/PID/status, MB: resident memory now, and the most there ever was. */
export async function statusMb(pid: number, field: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(new RegExp(`^${field}:\\s*(\\d+) kB`, "m").exec(status)?.[1]) * 1024 / 1e6;
}

/** Resolves when the process has nothing left to do: it used next to no CPU time for a while. */
export async function idle(pid: number): Promise<void> {
  for (;;) {
    const before = cpuTime(pid);
    await new Promise((resolve) => setTimeout(resolve, IDLE_WINDOW_MS));
    if ((cpuTime(pid) - before) / 1e6 < IDLE_WINDOW_MS * IDLE_SHARE) return;
  }
}
