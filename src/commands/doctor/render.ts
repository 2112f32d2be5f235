import { printable } from "../../text/printable.ts";
import type { CheckResult } from "./check.ts";

/** All four status words have this many letters at most. */
const STATUS_WIDTH = 4;

/** Whether tracing works, given all results. */
export function isHealthy(results: readonly CheckResult[]): boolean {
  return results.every(({ status }) => status !== "fail");
}

/** One result as a line, with a second one for the remedy. `nameWidth` aligns lines. */
export function renderResult(result: CheckResult, nameWidth: number): string {
  const { status, name, detail, remedy } = result;
  const line = `${status.padEnd(STATUS_WIDTH)}  ${name.padEnd(nameWidth)}  ${printable(detail)}\n`;
  if (remedy === undefined) return line;
  return `${line}${" ".repeat(STATUS_WIDTH + nameWidth + 4)}try: ${printable(remedy)}\n`;
}

/** The answer in one line. */
export function renderVerdict(results: readonly CheckResult[]): string {
  return isHealthy(results) ? "ctrack can trace here\n" : "ctrack cannot trace here\n";
}

/** All results as one JSON document. */
export function renderJson(results: readonly CheckResult[]): string {
  const checks = results.map(({ name, status, detail, remedy }) => ({
    name,
    status,
    detail,
    ...remedy === undefined ? {} : { remedy },
  }));
  return `${JSON.stringify({ ok: isHealthy(results), checks }, null, 2)}\n`;
}
