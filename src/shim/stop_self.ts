import { libc } from "./libc.ts";
import { ShimError } from "./shim_error.ts";

/** kill(2), signal(7). */
const SIGTSTP = 20;

/** A `struct sigaction` of glibc (bits/sigaction.h): 152 bytes on 64 bit. All 0 is SIG_DFL with no flags. */
const SIGACTION_SIZE = 152;

/**
 * Stops this process as its terminal's suspend key would, and returns when it goes on. By the signal's own
 * default action, which the kernel leaves out where no shell waits to let it go on (an orphaned process group);
 * SIGSTOP would stop it for good there. The runtime's handler is back in place when this returns.
 *
 * @throws {ShimError} when the kernel refuses.
 */
export function stopSelf(): void {
  const { sigaction, kill } = libc;
  const before = new Uint8Array(SIGACTION_SIZE);
  if (sigaction(SIGTSTP, new Uint8Array(SIGACTION_SIZE), before) !== 0) throw refused();
  const isStopped = kill(Deno.pid, SIGTSTP) === 0;
  sigaction(SIGTSTP, before, null);
  if (!isStopped) throw refused();
}

function refused(): ShimError {
  return new ShimError("cannot stop this process", 0);
}
