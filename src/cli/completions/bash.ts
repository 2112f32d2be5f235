import { type CommandSpec, PROGRAM } from "../command_spec.ts";
import { choicesOf, flagsOf, spellingsOf, takesFile } from "../flag_facts.ts";

/**
 * A completion script for bash 3.2 and later, without the bash-completion package. It must live
 * with `=` and `:` among `COMP_WORDBREAKS`: `--format=js` arrives as three words.
 */
export function bashCompletions(commands: readonly CommandSpec[]): string {
  const names = commands.map((command) => command.name).join(" ");
  const byDefault = commands.find((command) => command.isDefault)?.name ?? "";
  return `# bash completion for ${PROGRAM}
_${PROGRAM}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="" command="${byDefault}" i
  COMPREPLY=()
  if [ "$COMP_CWORD" -gt 0 ]; then prev="\${COMP_WORDS[COMP_CWORD-1]}"; fi
  case "\${COMP_WORDS[1]}" in
    ${commands.map((command) => command.name).join("|")}) command="\${COMP_WORDS[1]}" ;;
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [ "\${COMP_WORDS[i]}" = "--" ]; then
      if [ "$i" -eq "$((COMP_CWORD - 1))" ]; then COMPREPLY=($(compgen -c -- "$cur")); fi
      _${PROGRAM}_files
      return
    fi
  done
  if [ "$cur" = "=" ]; then cur=""; fi
  if [ "$prev" = "=" ] && [ "$COMP_CWORD" -gt 1 ]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  case "$command" in
${commands.map(commandCase).join("\n")}
  esac
  if [ "$COMP_CWORD" -eq 1 ] && [ "\${cur#-}" = "$cur" ]; then
    COMPREPLY=($(compgen -W "${names} help" -- "$cur"))
  fi
}

_${PROGRAM}_values() {
  local word prefix=""
  if [ "$1" = list ] && [ "\${cur%,*}" != "$cur" ]; then prefix="\${cur%,*},"; fi
  for word in $2; do
    case "$prefix$word" in "$cur"*) COMPREPLY+=("$prefix$word") ;; esac
  done
}

_${PROGRAM}_files() {
  local file
  while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$cur")
  compopt -o filenames 2>/dev/null
}

complete -F _${PROGRAM} ${PROGRAM}
`;
}

function commandCase(command: CommandSpec): string {
  const flags = flagsOf(command);
  const words = flags.flatMap(spellingsOf).join(" ");
  const lines = [`    ${command.name})`, `      case "$prev" in`];
  for (const flag of flags) {
    if (flag.type === "boolean") continue;
    const choices = choicesOf(flag);
    const kind = flag.type === "list" ? "list" : "one";
    let action = "";
    if (choices.length > 0) action = `_${PROGRAM}_values ${kind} "${choices.join(" ")}"; `;
    else if (takesFile(flag)) action = `_${PROGRAM}_files; `;
    lines.push(`        ${spellingsOf(flag).join("|")}) ${action}return ;;`);
  }
  lines.push("      esac");
  lines.push(`      case "$cur" in`);
  lines.push(`        -*) COMPREPLY=($(compgen -W "${words}" -- "$cur")); return ;;`);
  lines.push("      esac");
  const [first] = command.positionals;
  const atStart = command.isDefault ? "-ge 1" : "-ge 2";
  if (first?.choices !== undefined) {
    lines.push(`      _${PROGRAM}_values one "${first.choices.join(" ")}"`);
  } else if (first?.file === true) {
    lines.push(
      `      if [ "$COMP_CWORD" ${atStart} ]; then _${PROGRAM}_files; fi`,
    );
  }
  lines.push("      ;;");
  return lines.join("\n");
}
