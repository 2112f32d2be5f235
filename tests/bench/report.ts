/** One line of the table. */
export interface Row {
  readonly what: string;
  /** The measured value with its unit. */
  readonly figure: string;
  /** Against what it was measured, such as `1.03 x none`. @default "" */
  readonly ratio?: string;
  /** What DESIGN allows. @default "" */
  readonly budget?: string;
  /** Whether the budget holds; absent where there is none. */
  readonly holds?: boolean;
}

/** Rows under a title. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

const HEADINGS = ["", "figure", "ratio", "budget", "verdict"];

function cells({ what, figure, ratio, budget, holds }: Row): readonly string[] {
  const verdict = holds === undefined ? "" : holds ? "holds" : "MISSED";
  return [`  ${what}`, figure, ratio ?? "", budget ?? "", verdict];
}

/** Aligned plain text; the last line counts the budgets. */
export function renderReport(sections: readonly Section[]): string {
  const table = [HEADINGS, ...sections.flatMap(({ rows }) => rows.map(cells))];
  const widths = HEADINGS.map((_, i) => Math.max(...table.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ").trimEnd();
  const judged = sections.flatMap(({ rows }) => rows).filter((row) => row.holds !== undefined);
  const held = judged.filter((row) => row.holds).length;
  return [
    line(HEADINGS),
    ...sections.flatMap(({ title, rows }) => [title, ...rows.map((row) => line(cells(row)))]),
    "",
    `${held} of ${judged.length} budgets hold`,
    "",
  ].join("\n");
}

/** `1.234 x none`. */
export function times(ratio: number, base: string): string {
  return `${ratio.toFixed(ratio < 10 ? 3 : 1)} x ${base}`;
}

/** A fraction as a signed percentage: `+3.2 %`. */
export function percent(fraction: number): string {
  return `${fraction >= 0 ? "+" : ""}${(100 * fraction).toFixed(1)} %`;
}
