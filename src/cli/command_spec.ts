import type { Flag, FlagValues } from "./flag.ts";

/** A command line to copy, and what it does. */
export interface Example {
  readonly command: string;
  /** A few words, lower case, no full stop. */
  readonly says: string;
}

/** An argument that is told by its place. */
export interface Positional {
  /** Placeholder such as `FILE`. */
  readonly name: string;
  /** One sentence, ending in a full stop. */
  readonly help: string;
  readonly required: boolean;
  /** Takes any number of arguments; for the last one only. */
  readonly many?: true;
  /** The only words it takes. */
  readonly choices?: readonly string[];
  /** The value is a path: shells complete file names. */
  readonly file?: true;
}

/** A combination of flags that makes no sense. */
export interface Rule {
  /** Long names; the rule is looked at only when the user gave all of them. */
  readonly flags: readonly string[];
  /** Why they do not go together, continuing the sentence "... because". */
  readonly because: string;
  /** Whether these values clash, with these arguments; left out, the flags clash whatever their values. */
  readonly clash?: (values: FlagValues, positionals: readonly string[]) => boolean;
}

/** One command, as the parser, help and completions know it. */
export interface CommandSpec {
  readonly name: string;
  /** One line, lower case, no full stop. */
  readonly purpose: string;
  /** Runs when no command is named; for one command only. */
  readonly isDefault?: true;
  readonly examples: readonly Example[];
  readonly positionals: readonly Positional[];
  /** What may follow `--`; left out, nothing may. */
  readonly rest?: { readonly name: string; readonly help: string };
  readonly flags: readonly Flag[];
  readonly rules: readonly Rule[];
}

/** The program's name, as errors, help and completions write it. */
export const PROGRAM = "ctrack";

/** What the program is for, in one line. */
export const PURPOSE = "which process belongs to which container, live";

/** Flags that every command takes. */
export const COMMON_FLAGS = [
  {
    long: "config",
    type: "string",
    value: "FILE",
    file: true,
    group: "Other",
    absent: "no file is read",
    help: "Take flags from a YAML file too; those of the command line go before them.",
  },
  { long: "help", short: "h", type: "boolean", group: "Other", help: "Show this help." },
  { long: "version", short: "V", type: "boolean", group: "Other", help: "Show the version." },
] as const satisfies readonly Flag[];
