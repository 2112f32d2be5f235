import { type CommandSpec, COMMON_FLAGS, PROGRAM, PURPOSE } from "./command_spec.ts";
import type { Flag } from "./flag.ts";
import { flagsOf, groupsOf, sentenceOf } from "./flag_facts.ts";
import { usageOf } from "./usage_of.ts";

/** Widest line of help. */
export const HELP_WIDTH = 80;

/** Column where the sentences of a list start, when the names before them are short enough. */
const TEXT_COLUMN = 26;

/** Help for one command, or without a command for the program. Plain text, ends in a newline. */
export function renderHelp(commands: readonly CommandSpec[], name?: string): string {
  const command = commands.find((each) => each.name === name);
  const lines = command === undefined ? programHelp(commands) : commandHelp(command);
  return `${lines.join("\n")}\n`;
}

function programHelp(commands: readonly CommandSpec[]): string[] {
  const byDefault = commands.find((each) => each.isDefault);
  return [
    `${PROGRAM}: ${PURPOSE}`,
    "",
    ...examples(byDefault?.examples.slice(0, 3) ?? []),
    "",
    `Usage: ${PROGRAM} [COMMAND] [FLAGS]`,
    "",
    "Commands",
    ...commands.flatMap((each) =>
      entry(each.name, each.isDefault ? `${each.purpose} (the default)` : each.purpose)
    ),
    "",
    ...flagGroup("Other", COMMON_FLAGS),
    "",
    `Run ${PROGRAM} COMMAND --help for the flags of a command.`,
  ];
}

function commandHelp(command: CommandSpec): string[] {
  const { positionals, rest } = command;
  const described = [
    ...positionals,
    ...rest === undefined ? [] : [{ ...rest, name: `-- ${rest.name}` }],
  ];
  const flags = flagsOf(command);
  return [
    `${PROGRAM} ${command.name}: ${command.purpose}`,
    "",
    ...examples(command.examples),
    "",
    `Usage: ${usageOf(command)}`,
    ...described.length === 0 ? [] : ["", "Arguments"],
    ...described.flatMap(({ name, help }) => entry(name, help)),
    ...groupsOf(flags).flatMap((group) => ["", ...flagGroup(group, flags)]),
  ];
}

function examples(list: CommandSpec["examples"]): string[] {
  return [
    "Examples",
    ...list.flatMap(({ command, says }) => [`  ${command}`, ...wrap(says, 6)]),
  ];
}

function flagGroup(group: string, flags: readonly Flag[]): string[] {
  const members = flags.filter((flag) => flag.group === group);
  return [group, ...members.flatMap((flag) => entry(spelling(flag), sentenceOf(flag)))];
}

function spelling(flag: Flag): string {
  const longs = [flag.long, ...flag.aliases ?? []].map((name) => `--${name}`).join(", ");
  const names = flag.short === undefined ? `    ${longs}` : `-${flag.short}, ${longs}`;
  return flag.type === "boolean" ? names : `${names} ${flag.value}`;
}

/** A name, and its text beside it or, when the name is long, below. */
function entry(name: string, text: string): string[] {
  const head = `  ${name}`;
  const [first = "", ...others] = wrap(text, TEXT_COLUMN);
  if (head.length > TEXT_COLUMN - 2) return [head, first, ...others];
  return [head.padEnd(TEXT_COLUMN) + first.trimStart(), ...others];
}

function wrap(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent + line.length + 1 + word.length > HELP_WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((each) => " ".repeat(indent) + each);
}
