import type { TextOutput } from "../../cli/io.ts";
import { printable } from "../../text/printable.ts";

/** Lines that are kept: a daemon that comes and goes says two each time. */
const LINES_MAX = 100;

/** What is meant for stderr while the screen is taken: kept for later, the newest line to be shown meanwhile. */
export class HeldOutput implements TextOutput {
  readonly isTerminal = false;
  readonly #lines: string[] = [];
  readonly #now: () => number;
  #latest: { readonly text: string; readonly at: number } | undefined;

  /** `now` is a clock in ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The newest line if it is no older than `ms`, printable; empty when there is none. */
  latest(ms: number): string {
    return this.#latest !== undefined && this.#now() - this.#latest.at <= ms
      ? this.#latest.text
      : "";
  }

  /** All that is kept. */
  get text(): string {
    return this.#lines.map((line) => `${line}\n`).join("");
  }

  write(text: string | Uint8Array): Promise<void> {
    const whole = typeof text === "string" ? text : new TextDecoder().decode(text);
    for (const line of whole.split("\n")) {
      if (line === "") continue;
      this.#lines.push(line);
      if (this.#lines.length > LINES_MAX) this.#lines.shift();
      this.#latest = { text: printable(line), at: this.#now() };
    }
    return Promise.resolve();
  }

  columns(): undefined {
    return undefined;
  }

  rows(): undefined {
    return undefined;
  }
}
