import { UsageError } from "../../cli/cli_error.ts";
import { keyOf } from "../../model/container_key.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import { type Command, type Kernel, ShimError } from "../../source/kernel_source.ts";
import { Census } from "../../state/census.ts";
import type { ProcessNode } from "../../state/process_node.ts";
import { recheck } from "../processes/recheck.ts";
import type { Live } from "../run_live.ts";
import { within } from "../within.ts";

/** How often is looked whether processes run whose end was missed, ms; ends that are seen count at once. */
const RECHECK_MS = 1000;

/** Processes of a command that are kept for its tree; of a larger one the first to end are left out. */
const ENDED_MAX = 1 << 18;

/** Containers that are waited for; of more the first to start are not. */
const CONTAINERS_MAX = 65_536;

/** What a shell gives for a program that a signal ended. */
const SIGNALLED = 128;

/** The kernel's numbers of signals that are handed on (asm-generic/signal.h). */
const NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const;

/** How a command is run. */
export interface CommandRunOptions {
  /** The program and its arguments. */
  readonly argv: readonly string[];
  /** All processes are kept, those that have ended, too. */
  readonly keepsEnded: boolean;
  /** Called when the program has started. */
  readonly onStart: () => void;
}

/** A command of the user's, run while events are traced, and the containers that it starts. */
export class CommandRun {
  readonly #kernel: Kernel;
  readonly #argv: readonly string[];
  readonly #census: Census;
  /** Containers that started since the command did. */
  readonly #containers = new Set<string>();
  #startedAt = Infinity;
  #command: Command | undefined;
  readonly #onStart: () => void;
  #onEnd = () => {};

  constructor(kernel: Kernel, { argv, keepsEnded, onStart }: CommandRunOptions) {
    this.#onStart = onStart;
    this.#kernel = kernel;
    this.#argv = argv;
    const kept = keepsEnded ? { keepEndedNs: Infinity, endedMax: ENDED_MAX } : {};
    this.#census = new Census(kept);
  }

  /** All processes that were seen. */
  get census(): Census {
    return this.#census;
  }

  /** Takes each event. */
  saw(labelled: LabelledEvent): void {
    const { event, container, role } = labelled;
    this.#census.saw(labelled);
    if (event.kind === "exit") this.#onEnd();
    if (container === undefined || role !== "init" || !("process" in event)) return;
    if ((event.process?.startTime ?? 0) < this.#startedAt) return;
    this.#containers.add(keyOf(container.kind, container.id));
    if (this.#containers.size <= CONTAINERS_MAX) return;
    for (const first of this.#containers) {
      this.#containers.delete(first);
      break;
    }
  }

  /**
   * Starts the command, unless the signal has aborted. Resolves when it, its descendants and the containers that
   * started meanwhile have ended, or the signal aborts.
   *
   * @throws {UsageError} when there is no such program.
   */
  async run(live: Live, signal: AbortSignal): Promise<void> {
    // It would run on when nobody traces any more.
    if (signal.aborted) return;
    const [name = ""] = this.#argv;
    this.#startedAt = this.#kernel.now();
    try {
      this.#command = this.#kernel.start(this.#argv);
    } catch (error) {
      if (!(error instanceof ShimError)) throw error;
      throw new UsageError(`cannot start "${name}"`, {
        cause: new Error(REASONS.get(error.errno) ?? `errno ${error.errno}`),
        hint: "give a program that is in PATH, or its path",
      });
    }
    this.#onStart();
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([this.#over(this.#command, live), aborted]);
  }

  /** The command's exit code as a shell has it, once it has ended; undefined when it never began. */
  async exitCode(): Promise<number | undefined> {
    const end = await this.#command?.ended;
    if (end === undefined) return undefined;
    return end.kind === "code" ? end.code : SIGNALLED + end.signal;
  }

  /** Hands on a wish to end. */
  signal(name: keyof typeof NUMBERS): void {
    this.#command?.signal(NUMBERS[name]);
  }

  /** The processes of the command and of the containers that it started. */
  *processes(): Iterable<ProcessNode> {
    const { processes } = this.#census;
    const pid = this.#command?.pid;
    const ours = new Set<ProcessNode>();
    const all = [...processes.ended(), ...processes.live()]
      .sort((a, b) => a.process.startTime - b.process.startTime);
    for (const node of all) {
      const parent = processes.get(node.parent);
      const isCommand = node.process.pid === pid && node.process.startTime >= this.#startedAt;
      if (!isCommand && !this.#isInside(node) && (parent === undefined || !ours.has(parent))) {
        continue;
      }
      ours.add(node);
      yield node;
    }
  }

  async #over(command: Command, live: Live): Promise<void> {
    await command.allEnded;
    for (;;) {
      await live.caughtUp();
      recheck(this.#census.processes);
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onEnd = resolve;
      const runs = [...this.#census.processes.live()].some((node) => this.#isInside(node));
      if (!runs) return;
      await within(promise, RECHECK_MS, undefined);
    }
  }

  #isInside({ container, role }: ProcessNode): boolean {
    return container !== undefined && role !== "runtime" &&
      this.#containers.has(keyOf(container.kind, container.id));
  }
}

/** Why programs do not start (asm-generic/errno-base.h). */
const REASONS: ReadonlyMap<number, string> = new Map([
  [2, "no such file or directory"],
  [7, "the arguments are too long"],
  [8, "it is no program that runs here"],
  [13, "permission denied"],
  [20, "a part of the path is no directory"],
]);
