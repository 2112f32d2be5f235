import type { EventLine, SummaryLine } from "../workload/event_line.ts";

/** What a guest sent: for each command of its script, what it printed and how it ended. */
export class GuestOutput {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A file of the guest, "" when it has not made it. */
  text(name: string): string {
    try {
      return Deno.readTextFileSync(`${this.#folder}/${name}`);
    } catch {
      return "";
    }
  }

  /** A command's exit code; NaN when it did not come to its end. */
  code(name: string): number {
    return Number(this.text(`${name}.code`).trim() || NaN);
  }

  /** A command's stdout as a JSON document. @throws {SyntaxError} */
  json(name: string): unknown {
    return JSON.parse(this.text(`${name}.out`));
  }

  /** A command's stdout as JSON lines. @throws {SyntaxError} */
  events(name: string): readonly EventLine[] {
    return this.text(`${name}.out`).split("\n").filter((line) => line !== "").map((line) =>
      JSON.parse(line)
    );
  }

  /** The last line of a trace's stderr. @throws {SyntaxError} */
  summary(name: string): SummaryLine {
    return JSON.parse(this.text(`${name}.err`).trimEnd().split("\n").at(-1) ?? "");
  }
}
