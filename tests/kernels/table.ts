/** What became of a guest. */
export interface GuestResult {
  /** The guest's kernel, as it calls itself, or as it was asked for. */
  readonly release: string;
  /** The name of its plan. */
  readonly guest: string;
  /** Why it did not run; undefined when it ran. */
  readonly skipped?: string;
  /** Name of the check to what is wrong; undefined when all is right. */
  readonly checks: ReadonlyMap<string, string | undefined>;
}

/** Whether anything was tried and did not hold. */
export function hasFailed(results: readonly GuestResult[]): boolean {
  return results.some(({ checks }) => [...checks.values()].some((fault) => fault !== undefined));
}

function verdict({ skipped, checks }: GuestResult): string {
  if (skipped !== undefined) return `skipped: ${skipped.split("\n")[0]}`;
  return [...checks].map(([name, fault]) => `${name} ${fault === undefined ? "ok" : "FAILED"}`)
    .join(", ");
}

/** A row for each guest, as a table of Markdown. */
export function renderTable(results: readonly GuestResult[]): string {
  const rows = results.map((result) => [result.release, result.guest, verdict(result)]);
  return [["kernel", "guest", "checks"], ["---", "---", "---"], ...rows]
    .map((row) => `| ${row.join(" | ")} |\n`).join("");
}
