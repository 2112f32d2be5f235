import type { Labeller } from "../../enrich/labeller.ts";

/** Tells when nothing waits for a name any more. */
export class Releases {
  #wake = () => {};

  /** An event came out. */
  tell(): void {
    this.#wake();
  }

  /** Resolves when nothing waits, at the latest when the last wait is over. */
  async all(labeller: Labeller): Promise<void> {
    for (;;) {
      const { deadline } = labeller;
      if (deadline === undefined) return;
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        timer = setTimeout(resolve, Math.max(0, deadline - performance.now()));
      });
      clearTimeout(timer);
      labeller.expire();
    }
  }
}
