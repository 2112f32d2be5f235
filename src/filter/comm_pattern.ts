import { FilterError } from "./filter_error.ts";
import { type NamePattern, parseNamePattern } from "./name_pattern.ts";

/** The kernel keeps 15 bytes and a zero (`TASK_COMM_LEN`). */
const MAX_COMM_BYTES = 15;

/** Compiles `--comm`. Throws {@link FilterError}, also for a name that no process can have. */
export function parseCommPattern(text: string): NamePattern {
  const pattern = parseNamePattern(text);
  for (const name of pattern.plainNames ?? []) {
    const bytes = new TextEncoder().encode(name);
    if (bytes.length <= MAX_COMM_BYTES) continue;
    const kept = new TextDecoder().decode(bytes.subarray(0, MAX_COMM_BYTES));
    throw new FilterError(`"${name}" is longer than the 15 bytes that the kernel keeps`, {
      hint: `write "${kept.replace(/\ufffd+$/, "")}*", or filter by process.executable.path`,
    });
  }
  return pattern;
}
