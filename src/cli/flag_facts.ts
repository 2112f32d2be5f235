import { type CommandSpec, COMMON_FLAGS } from "./command_spec.ts";
import type { Flag } from "./flag.ts";
import { formatFlagValue } from "./flag_value.ts";

/** All flags that a command takes. */
export function flagsOf(command: CommandSpec): readonly Flag[] {
  return [...command.flags, ...COMMON_FLAGS];
}

/** A flag's long names without dashes, its own first. */
export function longNamesOf(flag: Flag): readonly string[] {
  return [flag.long, ...flag.aliases ?? []];
}

/** A flag's spellings, long ones first, dashes included. */
export function spellingsOf(flag: Flag): readonly string[] {
  const longs = longNamesOf(flag).map((name) => `--${name}`);
  return flag.short === undefined ? longs : [...longs, `-${flag.short}`];
}

/** The words a flag's value can be; empty where they are not known. */
export function choicesOf(flag: Flag): readonly string[] {
  return flag.type === "choice" || flag.type === "list" ? flag.choices ?? [] : [];
}

/** Whether a flag's value is a path. */
export function takesFile(flag: Flag): boolean {
  return (flag.type === "string" || flag.type === "list") && flag.file === true;
}

/** The headings of flags, in their order. */
export function groupsOf(flags: readonly Flag[]): readonly string[] {
  return [...new Set(flags.map((flag) => flag.group))];
}

/** A flag's sentence with its default before the full stop. */
export function sentenceOf(flag: Flag): string {
  const value = flag.type === "boolean" ? undefined : flag.default;
  const text = value === undefined ? flag.absent : formatFlagValue(flag, value);
  return text === undefined ? flag.help : flag.help.replace(/\.$/, ` (default: ${text}).`);
}
