import type { Rule } from "../cli/command_spec.ts";
import type { Flag, ValuesOf } from "../cli/flag.ts";

const GROUP = "Secrets";

/** For commands that show the arguments of processes. */
export const REDACT_FLAGS = [
  {
    long: "redact",
    type: "list",
    item: "string",
    value: "NAME,...",
    group: GROUP,
    absent: "names such as password, token and api-key",
    help:
      "Take the values of flags, variables and headers with these names out of arguments too; " +
      "!NAME leaves them in.",
  },
  {
    long: "redact-pattern",
    type: "list",
    item: "string",
    isWhole: true,
    value: "REGEX",
    group: GROUP,
    absent: "tokens with a look of their own",
    help: "Take out of arguments what this regular expression matches too.",
  },
  {
    long: "no-redact",
    type: "boolean",
    group: GROUP,
    help: "Show and record arguments as they are, with passwords and tokens.",
  },
] as const satisfies readonly Flag[];

/** Values of the flags about secrets. */
export type RedactValues = ValuesOf<typeof REDACT_FLAGS>;

/** Flags about secrets that contradict each other. */
export const REDACT_RULES: readonly Rule[] = ["redact", "redact-pattern"].map((flag) => ({
  flags: ["no-redact", flag],
  because: "one asks for all arguments as they are",
}));
