import type { TextOutput } from "../../cli/io.ts";
import { Frame } from "../../terminal/frame.ts";

/**
 * Shows one table after the other: in place on a terminal, else one below the other, and then only those
 * whose content is new.
 */
export class Screen {
  readonly #output: TextOutput;
  readonly #onFailure: (error: unknown) => void;
  readonly #frame: Frame;
  #content: string | undefined;
  #isWriting = false;

  /** `onFailure` gets what ended the writing. */
  constructor(output: TextOutput, onFailure: (error: unknown) => void) {
    this.#output = output;
    this.#onFailure = onFailure;
    this.#frame = new Frame(output, onFailure);
  }

  /** Draws a table, unless the one before is not written yet. `content` is what makes it another one. */
  draw(lines: readonly string[], content: string): void {
    if (this.#output.isTerminal) {
      this.#frame.draw(fitRows(lines, this.#output.rows() ?? Infinity));
    } else if (!this.#isWriting && content !== this.#content) {
      const isFirst = this.#content === undefined;
      this.#write((isFirst ? "" : "\n") + lines.map((line) => `${line}\n`).join(""));
      this.#content = content;
    }
  }

  #write(text: string): void {
    this.#isWriting = true;
    this.#output.write(text).catch(this.#onFailure).finally(() => this.#isWriting = false);
  }
}

/** As many lines as fit above the cursor's, the last of which tells how many do not. */
function fitRows(lines: readonly string[], rows: number): readonly string[] {
  const room = rows - 1;
  if (lines.length <= room) return lines;
  const shown = Math.max(0, room - 1);
  return [...lines.slice(0, shown), `(${lines.length - shown} more)`];
}
