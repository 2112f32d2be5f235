/** A helper process as `capture_helpers.ts` found it. */
export interface CapturedHelper {
  readonly scene: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly workingDirectory: string;
}

const url = new URL("../../fixtures/helpers/command_lines.jsonl", import.meta.url);

/** All of them. */
export const capturedHelpers: readonly CapturedHelper[] = Deno.readTextFileSync(url)
  .trimEnd().split("\n").map((line) => JSON.parse(line));
