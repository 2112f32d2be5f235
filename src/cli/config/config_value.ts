import { UsageError } from "../cli_error.ts";
import type { Flag, FlagValue } from "../flag.ts";
import { parseFlagValue } from "../flag_value.ts";
import type { ConfigText, ConfigValue } from "./config_file.ts";

/** YAML's spellings of a boolean (YAML 1.2, core schema). */
const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["True", true],
  ["TRUE", true],
  ["false", false],
  ["False", false],
  ["FALSE", false],
]);

/**
 * The value of a flag as a file has it; `key` is for messages. Texts and lists are read by the same rules as on the
 * command line; an empty list is taken as well, as a list that is not set.
 *
 * @throws {UsageError} when the value does not fit the flag.
 */
export function configValue(flag: Flag, value: ConfigValue, key: string): FlagValue {
  const example = flag.type === "boolean" ? "true" : flag.value;
  const hint = `${key}: ${example}`;
  switch (value.kind) {
    case "none":
      throw new UsageError(`${key} needs a value`, { hint });
    case "section":
      throw new UsageError(`${key} takes a value, not keys`, { hint });
    case "list":
      if (flag.type !== "list") {
        throw new UsageError(`${key} takes one value, not a list`, { hint });
      }
      if (value.items.length === 0 || flag.isWhole) return value.items;
      return parseFlagValue(flag, value.items.join(","), key);
    case "text":
      if (flag.type === "boolean") return readBoolean(value, key);
      if (value.text.trim() === "") throw new UsageError(`${key} needs a value`, { hint });
      return parseFlagValue(flag, value.text, key);
    default:
      throw value satisfies never;
  }
}

function readBoolean({ text, isQuoted }: ConfigText, key: string): boolean {
  const value = isQuoted ? undefined : BOOLEANS.get(text);
  if (value !== undefined) return value;
  throw new UsageError(`${key} takes true or false, not "${text}"`, {
    hint: isQuoted ? `leave out the quotes: ${key}: true` : `${key}: true`,
  });
}
