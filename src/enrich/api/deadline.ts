import { ApiFailure } from "./api_failure.ts";

/**
 * A signal that aborts when a parent does, when the time is over, or at the end of the block that
 * declared it with `using`, so that nothing started with it outlives the block.
 */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #parent: AbortSignal | undefined;
  readonly #onParent = (): void => this.#controller.abort(this.#parent?.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Without `ms` there is no time limit. */
  constructor(parent: AbortSignal | undefined, ms?: number) {
    this.#parent = parent;
    if (parent?.aborted) this.#onParent();
    parent?.addEventListener("abort", this.#onParent);
    if (ms !== undefined) {
      this.#timer = setTimeout(() => {
        this.#controller.abort(new ApiFailure(`the daemon did not answer within ${ms} ms`));
      }, ms);
    }
  }

  /** Aborted with a {@link ApiFailure} when the time is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Takes the time limit away, for a stream that may last for ever once it has begun. */
  lift(): void {
    clearTimeout(this.#timer);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#parent?.removeEventListener("abort", this.#onParent);
    this.#controller.abort(new ApiFailure("no longer needed"));
  }
}
