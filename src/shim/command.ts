import { type ChildEnd, childEnd } from "./child_end.ts";
import type { Shim } from "./symbols.ts";
import { unwrap } from "./unwrap.ts";

/** No child is left (asm-generic/errno-base.h). */
const ECHILD = 10;

/** A program that runs for the user, with all that it starts. One at a time. */
export class Command {
  readonly pid: number;
  /** How the program itself ended. */
  readonly ended: Promise<ChildEnd>;
  /** Resolves when the program and all its descendants have ended. */
  readonly allEnded: Promise<void>;
  readonly #shim: Shim;
  #hasEnded = false;

  private constructor(shim: Shim, pid: number) {
    this.#shim = shim;
    this.pid = pid;
    const { promise, resolve, reject } = Promise.withResolvers<ChildEnd>();
    this.ended = promise;
    this.allEnded = this.#reap(resolve);
    this.allEnded.catch(reject);
  }

  /**
   * Starts a program, looked for in PATH, with ctrack's own streams, environment and working directory.
   *
   * @throws {ShimError} with the errno of posix_spawnp(3).
   */
  static start(shim: Shim, argv: readonly string[]): Command {
    const args = new TextEncoder().encode(argv.map((arg) => `${arg}\0`).join(""));
    const pid = new Int32Array(1);
    unwrap(shim.ctrack_run(args, args.length, pid), `start ${argv[0]}`);
    return new Command(shim, pid[0] ?? 0);
  }

  /** Sends a signal to the program, by number. One that has ended gets none: its pid may be another's by now. */
  signal(number: number): void {
    if (!this.#hasEnded) this.#shim.ctrack_signal(this.pid, number);
  }

  async #reap(onEnd: (end: ChildEnd) => void): Promise<void> {
    const status = new Int32Array(1);
    for (;;) {
      const pid = await this.#shim.ctrack_reap(status);
      if (pid === -ECHILD) return;
      unwrap(pid, "wait for the command");
      if (pid !== this.pid) continue;
      this.#hasEnded = true;
      onEnd(childEnd(status[0] ?? 0));
    }
  }
}
