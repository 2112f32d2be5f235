import { libc } from "./libc.ts";

/** `PRIO_PROCESS` with 0: the calling thread, and those that it starts from then on (setpriority(2)). */
const PRIO_PROCESS = 0;

/**
 * Nice value while events are read: there is little to do, but at once. Where more wants to run than there are CPUs, a
 * short container has gone before its bundle is read. Measured with two busy loops beside eight containers at a
 * time: 12 of 960 went without a name at 0, none of 576 at -10.
 */
const PROMPT = -10;

let isRaised = false;

/** Has this thread run as soon as it has something to do, if that is allowed and nobody chose another nice value. */
export function raisePriority(): void {
  if (libc.getpriority(PRIO_PROCESS, 0) !== 0) return;
  isRaised = libc.setpriority(PRIO_PROCESS, 0, PROMPT) === 0;
}

/** Starts something that shall not inherit it. */
export function atUsualPriority<T>(start: () => T): T {
  if (isRaised) libc.setpriority(PRIO_PROCESS, 0, 0);
  try {
    return start();
  } finally {
    if (isRaised) libc.setpriority(PRIO_PROCESS, 0, PROMPT);
  }
}
