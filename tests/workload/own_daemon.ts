/** A daemon of a test's own, which is started, asked until it answers, and ended by its pid. */

/** Longest wait for the daemon to answer, ms; it takes 0.1 to 2 s on an idle machine. */
const READY_LIMIT_MS = 60_000;
/** Longest wait for the daemon to end by itself, ms; afterwards it is killed. */
const STOP_LIMIT_MS = 30_000;
/** Pause between two looks, ms. */
const POLL_MS = 20;
/** Characters of its log that an error shows. */
const LOG_END = 2000;

/** What is to be run. */
export interface OwnDaemonOptions {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Its output is added to the file `log` in this folder, where it works, too. */
  readonly folder: string;
  /** Whether it answers now, within a limit of its own. */
  readonly answers: () => Promise<boolean>;
}

/** A daemon that can be started, ended and started again. */
export class OwnDaemon {
  readonly #options: OwnDaemonOptions;
  #child: Deno.ChildProcess | undefined;

  constructor(options: OwnDaemonOptions) {
    this.#options = options;
  }

  /** Process id of the one that runs now, 0 when none does. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Starts it and waits until it answers; throws with the end of its log when it does not. */
  async start(): Promise<void> {
    const { folder, answers, command } = this.#options;
    if (this.#child !== undefined) throw new Error(`${command.join(" ")} runs already`);
    const child = this.#child = this.#spawn();
    let ended = false;
    child.status.then(() => ended = true);
    const deadline = Date.now() + READY_LIMIT_MS;
    while (!(await answers())) {
      if (ended || Date.now() > deadline) {
        const log = await Deno.readTextFile(`${folder}/log`);
        await this.halt();
        const what = ended ? "stay" : "answer";
        throw new Error(`${command.join(" ")} did not ${what}: ${log.slice(-LOG_END)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Ends it, if it runs. */
  async halt(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    signal(child, "SIGTERM");
    const timer = setTimeout(() => signal(child, "SIGKILL"), STOP_LIMIT_MS);
    await child.status;
    clearTimeout(timer);
  }

  /** The shell gives the log its file and becomes the daemon: the child's pid is the daemon's. */
  #spawn(): Deno.ChildProcess {
    const { command, folder } = this.#options;
    const script = 'log=$1; shift; exec "$@" >>"$log" 2>&1';
    return new Deno.Command("sh", {
      args: ["-c", script, "sh", `${folder}/log`, ...command],
      cwd: folder,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
  }
}

function signal(child: Deno.ChildProcess, name: Deno.Signal): void {
  try {
    child.kill(name);
  } catch {
    // It has ended already, which is what was wanted.
  }
}
