import { type CommandSpec, COMMON_FLAGS } from "./command_spec.ts";
import type { Flag } from "./flag.ts";

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
