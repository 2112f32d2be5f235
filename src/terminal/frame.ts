import type { TextOutput } from "../cli/io.ts";

const ERASE_ALL = "\x1b[2J";
const ERASE_LINE = "\x1b[2K";
const ERASE_BELOW = "\x1b[J";

function moveTo(row: number): string {
  return `\x1b[${row + 1};1H`;
}

/** Settings of a {@link Frame}. */
export interface FrameOptions {
  /**
   * Nobody else writes to the terminal: lines that have not changed are left as they are.
   * @default false
   */
  readonly isAlone?: boolean;
}

/**
 * Lines on a terminal, drawn in place: each picture is one write. While a terminal is slow to take one picture
 * the next ones are left out, save for the last.
 */
export class Frame {
  readonly #output: TextOutput;
  readonly #onFailure: (error: unknown) => void;
  readonly #isAlone: boolean;
  /** What the terminal shows; undefined when that is not known. */
  #shown: readonly string[] | undefined;
  #next: readonly string[] | undefined;
  #isWriting = false;

  /** `onFailure` gets what ended the writing. */
  constructor(
    output: TextOutput,
    onFailure: (error: unknown) => void,
    { isAlone = false }: FrameOptions = {},
  ) {
    this.#output = output;
    this.#onFailure = onFailure;
    this.#isAlone = isAlone;
  }

  /** Shows these lines: no more than the terminal has, none wider than it. Leaves the cursor below them. */
  draw(lines: readonly string[]): void {
    if (this.#isWriting) {
      this.#next = lines;
      return;
    }
    const text = this.#difference(lines);
    this.#shown = lines;
    if (text === "") return;
    this.#isWriting = true;
    this.#output.write(text).then(() => {
      this.#isWriting = false;
      const next = this.#next;
      this.#next = undefined;
      if (next !== undefined) this.draw(next);
    }).catch(this.#onFailure);
  }

  /** The terminal shows something else now: the next picture is drawn whole, and none that waits is drawn. */
  forget(): void {
    this.#shown = undefined;
    this.#next = undefined;
  }

  #difference(lines: readonly string[]): string {
    const shown = this.#isAlone ? this.#shown ?? [] : [];
    // Erased before and not behind: that would take the last cell of a line that fills its row.
    const changed = lines.flatMap((line, row) =>
      line === shown[row] ? [] : [moveTo(row) + ERASE_LINE + line]
    );
    if (this.#shown === undefined) changed.unshift(ERASE_ALL);
    else if (lines.length < this.#shown.length) changed.push(moveTo(lines.length) + ERASE_BELOW);
    return changed.length === 0 ? "" : changed.join("") + moveTo(lines.length);
  }
}
