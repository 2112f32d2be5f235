import { UsageError } from "../cli_error.ts";
import { type CommandSpec, COMMON_FLAGS, PROGRAM } from "../command_spec.ts";
import type { Flag } from "../flag.ts";
import { longNamesOf } from "../flag_facts.ts";
import { nearest } from "../nearest.ts";
import type { ConfigEntry } from "./config_file.ts";

/** What to say of a key at the top level that no command has as a flag. */
export function unknownKey(
  commands: readonly CommandSpec[],
  { key, value }: ConfigEntry,
): UsageError {
  if (COMMON_FLAGS.some((flag) => longNamesOf(flag).includes(key))) {
    const hint = "leave it out of the file";
    return new UsageError(`${key} is for the command line alone`, { hint });
  }
  const names = commands.map(({ name }) => name);
  if (value.kind === "section") {
    const near = nearest(key, names);
    const hint = near === undefined ? `run ${PROGRAM} --help` : `did you mean ${near}?`;
    return new UsageError(`there is no command "${key}"`, { hint });
  }
  const meant = intended(key, commands.flatMap(({ flags }) => flags));
  if (names.includes(key)) {
    const hint = meant ?? `write the flags below ${key}:, indented`;
    return new UsageError(`${key} is a command and takes no value`, { hint });
  }
  const hint = meant ?? `run ${PROGRAM} COMMAND --help for the flags of a command`;
  return new UsageError(`there is no flag "${key}"`, { hint });
}

/** What to say of a key in a command's section that the command does not have, and perhaps another one. */
export function unknownInSection(
  key: string,
  owner: CommandSpec,
  other: CommandSpec | undefined,
): UsageError {
  const way = other === undefined
    ? `run ${PROGRAM} ${owner.name} --help`
    : `put it at the top level, or below ${other.name}:`;
  const hint = intended(key, owner.flags) ?? way;
  return new UsageError(`${owner.name} has no flag "${key}"`, { hint });
}

/** A hint for what was probably meant: a flag by its letter, its negation, or a slip. */
function intended(key: string, flags: readonly Flag[]): string | undefined {
  const name = key.replace(/^-+/, "").replaceAll("_", "-");
  const meant = flags.find((flag) => longNamesOf(flag).includes(name) || flag.short === name);
  if (meant !== undefined) return `did you mean ${meant.long}?`;
  const switches = flags.filter(({ type }) => type === "boolean");
  const on = switches.find(({ long }) => long === `no-${name}`);
  if (on !== undefined) return `did you mean ${on.long}: true?`;
  const off = switches.find(({ long }) => `no-${long}` === name);
  if (off !== undefined) return `did you mean ${off.long}: false?`;
  const near = nearest(name, flags.flatMap(longNamesOf));
  return near === undefined ? undefined : `did you mean ${near}?`;
}
