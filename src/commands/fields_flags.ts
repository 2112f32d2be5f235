import type { CommandSpec } from "../cli/command_spec.ts";
import type { Flag, ValuesOf } from "../cli/flag.ts";
import { LIST_FORMAT } from "./shared_flags.ts";

/** The flags of `ctrack fields`. */
export const FIELDS_FLAGS = [LIST_FORMAT] as const satisfies readonly Flag[];

/** Values of the flags of `ctrack fields`. */
export type FieldsValues = ValuesOf<typeof FIELDS_FLAGS>;

/** `ctrack fields` as parser, help and completions know it. */
export const FIELDS = {
  name: "fields",
  purpose: "list the fields of events with type and meaning",
  examples: [
    { command: "ctrack fields", says: "what --fields, --filter and templates can name" },
    { command: "ctrack fields -o json", says: "the same for a program to read" },
  ],
  positionals: [],
  flags: FIELDS_FLAGS,
  rules: [],
} as const satisfies CommandSpec;
