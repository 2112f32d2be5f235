/** Clocks of the kernel that the runtime does not offer, read through the C library. */

const SYMBOLS = {
  // int clock_gettime(clockid_t clock, struct timespec *time)
  clock_gettime: { parameters: ["i32", "buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

const libc = Deno.dlopen("libc.so.6", SYMBOLS);
const time = new BigInt64Array(2);

const CLOCK_REALTIME = 0;
const CLOCK_BOOTTIME = 7;

/** The precise CPU clock of a process: `MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED)` (posix-timers.h). */
function cpuClockOf(pid: number): number {
  return (~pid << 3) | 2;
}

function read(clock: number): bigint {
  if (libc.symbols.clock_gettime(clock, time) !== 0) throw new Error(`no clock ${clock}`);
  return (time[0] ?? 0n) * 1_000_000_000n + (time[1] ?? 0n);
}

/** CPU time that a process has used, all threads, user and system, ended ones included, ns. */
export function cpuTime(pid: number): number {
  return Number(read(cpuClockOf(pid)));
}

/** Nanoseconds since 1970. */
export function wallNow(): bigint {
  return read(CLOCK_REALTIME);
}

/** Nanoseconds since boot. */
export function bootNow(): bigint {
  return read(CLOCK_BOOTTIME);
}
