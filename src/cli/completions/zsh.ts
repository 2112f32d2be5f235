import { type CommandSpec, PROGRAM } from "../command_spec.ts";
import type { Flag } from "../flag.ts";
import { choicesOf, flagsOf, spellingsOf, takesFile } from "../flag_facts.ts";

/** A completion script for zsh, to be a file `_ctrack` in `fpath` or to be sourced. */
export function zshCompletions(commands: readonly CommandSpec[]): string {
  const described = commands.map(({ name, purpose }) => quote(`${name}:${purpose}`));
  const byDefault = commands.find((command) => command.isDefault)?.name ?? "";
  return `#compdef ${PROGRAM}
_${PROGRAM}() {
  local command=${byDefault}
  local -a commands
  commands=(
    ${described.join("\n    ")}
  )
  case "$words[2]" in
    ${commands.map(({ name }) => name).join("|")})
      command="$words[2]"
      if (( CURRENT > 2 )); then
        shift words
        (( CURRENT-- ))
      fi
      ;;
  esac
  if (( CURRENT == 2 )) && [[ "$words[1]" == *${PROGRAM} && "$words[2]" != -* ]]; then
    _describe -t commands command commands
    return
  fi
  case "$command" in
${commands.map(commandCase).join("\n")}
  esac
}

if [[ "$funcstack[1]" == _${PROGRAM} ]]; then
  _${PROGRAM} "$@"
else
  compdef _${PROGRAM} ${PROGRAM}
fi
`;
}

function commandCase(command: CommandSpec): string {
  const specs = flagsOf(command).map(flagSpec);
  command.positionals.forEach(({ name, choices, file }, i) => {
    let action = " ";
    if (choices !== undefined) action = `(${choices.join(" ")})`;
    else if (file === true) action = "_files";
    specs.push(quote(`${i + 1}:${name}:${action}`));
  });
  if (command.rest !== undefined) specs.push(quote("*::command:_normal"));
  return `    ${command.name})\n      _arguments -s ${specs.join(" \\\n        ")}\n      ;;`;
}

/** `(-c --container)'{-c,--container}'[help]:VALUE:action`, in pieces that zsh joins. */
function flagSpec(flag: Flag): string {
  const names = spellingsOf(flag);
  const takesValue = flag.type !== "boolean";
  // `--name=` and `-n+` take the value in the same word or in the next.
  const heads = names.map((name) => {
    if (!takesValue) return name;
    return name.startsWith("--") ? `${name}=` : `${name}+`;
  });
  const head = heads.length === 1 ? heads[0] : `{${heads.join(",")}}`;
  const repeat = flag.type === "list" ? "\\*" : quote(`(${names.join(" ")})`);
  const help = `[${flag.help.replace(/[[\]]/g, "\\$&")}]`;
  return `${repeat}${head}${quote(takesValue ? `${help}:${flag.value}:${action(flag)}` : help)}`;
}

function action(flag: Flag): string {
  const choices = choicesOf(flag).join(" ");
  if (choices !== "") return flag.type === "list" ? `_values -s , item ${choices}` : `(${choices})`;
  return takesFile(flag) ? "_files" : " ";
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
