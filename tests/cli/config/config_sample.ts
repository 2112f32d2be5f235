import type { CommandSpec } from "../../../src/cli/command_spec.ts";
import { parseConfig } from "../../../src/cli/config/parse_config.ts";
import { parseCommandLine, type Run } from "../../../src/cli/parse_command_line.ts";
import { SAMPLE } from "../sample_commands.ts";

/** The sample's commands, and one that shares some flags and has a flag that is called like a command. */
export const COMMANDS: readonly CommandSpec[] = [...SAMPLE, {
  name: "list",
  purpose: "list things",
  examples: [{ command: "ctrack list", says: "list all" }],
  positionals: [],
  flags: [
    { long: "failed", type: "boolean", group: "A", help: "Failed ones." },
    { long: "no-header", type: "boolean", group: "A", help: "No header." },
    { long: "deep", type: "boolean", group: "A", help: "Deep." },
    { long: "list", type: "boolean", group: "A", help: "As a list." },
    {
      long: "format",
      type: "choice",
      choices: ["table", "csv"],
      default: "table",
      value: "F",
      group: "B",
      help: "Format.",
    },
  ],
  rules: [
    {
      flags: ["no-header", "format"],
      because: "csv has a header",
      clash: ({ format }) => format === "csv",
    },
    {
      flags: ["deep"],
      because: "a header is shallow",
      clash: (values) => values["no-header"] === false,
    },
  ],
}];

/** What words and the text of a file amount to. */
export function settled(argv: readonly string[], text: string): Run {
  const line = parseCommandLine(COMMANDS, [...argv, "--config", "c.yaml"]);
  if (line.kind !== "config") throw new Error("no file was asked for");
  return line.settle(parseConfig(line.path, text));
}
