/** Signals 1 to 31 of Linux on x86 and arm64, without their `SIG`. */
const NAMES =
  ("HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD " +
    "CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS").split(" ");

/** The C library keeps 32 and 33 for itself. */
const FIRST_REALTIME = 34;
const LAST_REALTIME = 64;

/** `SIGKILL` for `9`, `KILL` or `SIGKILL`; undefined for what is no signal. */
export function signalName(value: unknown): string | undefined {
  const text = String(value);
  if (/^\d{1,2}$/.test(text)) {
    const number = Number(text);
    const name = NAMES[number - 1];
    if (name !== undefined) return `SIG${name}`;
    if (number < FIRST_REALTIME || number > LAST_REALTIME) return undefined;
    return number === FIRST_REALTIME ? "SIGRTMIN" : `SIGRTMIN+${number - FIRST_REALTIME}`;
  }
  return /^(SIG)?[A-Z][A-Z0-9+-]{1,12}$/.test(text) ? text.replace(/^(SIG)?/, "SIG") : undefined;
}
