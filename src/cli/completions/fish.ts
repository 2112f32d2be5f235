import { type CommandSpec, PROGRAM } from "../command_spec.ts";
import type { Flag } from "../flag.ts";
import { choicesOf, flagsOf, takesFile } from "../flag_facts.ts";

/** A completion script for fish. */
export function fishCompletions(commands: readonly CommandSpec[]): string {
  const names = commands.map((command) => command.name).join(" ");
  const lines = [
    `# fish completion for ${PROGRAM}`,
    `complete -c ${PROGRAM} -f`,
    ...commands.map(({ name, purpose }) =>
      `complete -c ${PROGRAM} -n __fish_use_subcommand -a ${name} -d ${quote(purpose)}`
    ),
  ];
  for (const command of commands) {
    const seen = `__fish_seen_subcommand_from ${command.name}`;
    const others = names.split(" ").filter((name) => name !== command.name).join(" ");
    const when = command.isDefault ? `not __fish_seen_subcommand_from ${others}` : seen;
    for (const flag of flagsOf(command)) lines.push(flagLine(flag, when));
    for (const { choices, file } of command.positionals) {
      if (choices !== undefined) {
        lines.push(`complete -c ${PROGRAM} -n ${quote(seen)} -a ${quote(choices.join(" "))}`);
      } else if (file === true) lines.push(`complete -c ${PROGRAM} -n ${quote(seen)} -F`);
    }
  }
  return `${lines.join("\n")}\n`;
}

function flagLine(flag: Flag, when: string): string {
  const parts = [`complete -c ${PROGRAM} -n ${quote(when)}`];
  for (const name of [flag.long, ...flag.aliases ?? []]) parts.push(`-l ${name}`);
  if (flag.short !== undefined) parts.push(`-s ${flag.short}`);
  const choices = choicesOf(flag).join(" ");
  if (takesFile(flag)) parts.push("-r -F");
  else if (flag.type === "list" && choices !== "") {
    parts.push(`-x -a ${quote(`(__fish_append , ${choices})`)}`);
  } else if (choices !== "") parts.push(`-x -a ${quote(choices)}`);
  else if (flag.type !== "boolean") parts.push("-x");
  parts.push(`-d ${quote(flag.help)}`);
  return parts.join(" ");
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
