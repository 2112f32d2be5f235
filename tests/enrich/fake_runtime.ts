import type { Helper } from "../../src/enrich/helper/helper.ts";
import type {
  RunningContainer,
  RuntimeClient,
  RuntimeContainer,
  RuntimeListener,
  Unanswered,
} from "../../src/enrich/runtime_client.ts";
import type { OwnerKind } from "../../src/model/owner.ts";

type Answer = (answer: RuntimeContainer | Unanswered) => void;

/** A runtime whose words the test puts in its mouth. */
export class FakeRuntime implements RuntimeClient {
  /** Ids that were asked for, in order. */
  readonly asked: string[] = [];
  /** Helpers that it was told of, in order. */
  readonly helpers: Helper[] = [];
  /** What it says of containers without a cgroup of their own. */
  runs: readonly RunningContainer[] = [];
  readonly #open = new Map<string, Answer[]>();
  #listener: RuntimeListener | undefined;

  constructor(
    readonly name = "docker",
    readonly kinds: readonly OwnerKind[] = ["docker"],
  ) {}

  /** Who follows; the test calls it as the runtime would. */
  get listener(): RuntimeListener {
    if (this.#listener === undefined) throw new Error("nobody follows");
    return this.#listener;
  }

  follow(listener: RuntimeListener, signal: AbortSignal): Promise<void> {
    this.#listener = listener;
    return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
  }

  /** As the real podman. */
  get knowsUsers(): boolean {
    return this.name === "podman";
  }

  lookup(id: string): Promise<RuntimeContainer | Unanswered> {
    this.asked.push(id);
    return new Promise((resolve) => {
      this.#open.set(id, [...this.#open.get(id) ?? [], resolve]);
    });
  }

  running(): Promise<readonly RunningContainer[]> {
    return Promise.resolve(this.runs);
  }

  noticed(helper: Helper): void {
    this.helpers.push(helper);
  }

  /** Whether a question for this id is open. */
  isAsked(id: string): boolean {
    return this.#open.has(id);
  }

  /** Answers all open questions for an id, and lets who asked act on it. */
  async answer(id: string, answer: RuntimeContainer | Unanswered): Promise<void> {
    const open = this.#open.get(id) ?? [];
    this.#open.delete(id);
    for (const resolve of open) resolve(answer);
    await settled();
  }

  /** Gives up all open questions, as a client does after some seconds. */
  async giveUp(): Promise<void> {
    for (const id of [...this.#open.keys()]) await this.answer(id, "no answer");
  }
}

/** Lets all promises run that have nothing to wait for. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
