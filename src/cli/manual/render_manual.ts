import { type CommandSpec, COMMON_FLAGS, PROGRAM, PURPOSE } from "../command_spec.ts";
import { ExitCode } from "../exit_code.ts";
import type { Flag } from "../flag.ts";
import { groupsOf, sentenceOf, spellingsOf } from "../flag_facts.ts";
import { usageOf } from "../usage_of.ts";
import {
  CONFIGURATION,
  CONFIGURATION_EXAMPLE,
  DESCRIPTION,
  ENVIRONMENT,
  EXIT_STATUS,
  SEE_ALSO,
  type Term,
} from "./manual_texts.ts";
import {
  roffArgument,
  roffBold,
  roffItalic,
  roffLine,
  roffProse,
  roffText,
  roffVerbatim,
} from "./roff.ts";

/** What a page says beside the commands. */
export interface ManualOptions {
  readonly version: string;
  /** Day of the page, such as `2026-11-22`. */
  readonly date: string;
  readonly formats: readonly Term[];
  readonly fields: readonly (Term & { readonly type: string })[];
}

/** The manual page ctrack(1), in roff with the macros of man(7); ends in a newline. */
export function renderManual(
  commands: readonly CommandSpec[],
  { version, date, formats, fields }: ManualOptions,
): string {
  const upper = PROGRAM.toUpperCase();
  const lines = [
    // The day as it is: an escaped hyphen would make it none.
    `.TH ${upper} 1 ${date} ${roffArgument(`${PROGRAM} ${version}`)} "User Commands"`,
    // Neither paths nor words are hyphenated, and lines are not stretched.
    ".nh",
    ".ad l",
    ...section("NAME", `${PROGRAM} \\- ${roffText(PURPOSE)}`),
    ...section("SYNOPSIS", ...commands.flatMap(synopsis)),
    ...section("DESCRIPTION", ...paragraphs(DESCRIPTION)),
    ...section("COMMANDS", ...commands.flatMap(describe), ...common()),
    ...section("CONFIGURATION", ...paragraphs(CONFIGURATION), ...verbatim(CONFIGURATION_EXAMPLE)),
    ...section("FORMATS", ...formats.flatMap(term)),
    ...section("FIELDS", ...fields.flatMap(field)),
    ...section("EXIT STATUS", ...exitStatus()),
    ...section("ENVIRONMENT", ...ENVIRONMENT.flatMap(term)),
    ...section("EXAMPLES", ...commands.flatMap(examples)),
    ...section("SEE ALSO", SEE_ALSO.map(([page, n]) => `${roffBold(page)}(${n})`).join(",\n")),
  ];
  return `${lines.join("\n")}\n`;
}

function section(title: string, ...lines: readonly string[]): string[] {
  return [`.SH ${roffArgument(title)}`, ...lines];
}

/** The first paragraph of a section needs no request. */
function paragraphs(texts: readonly string[]): string[] {
  return texts.flatMap((text, i) => [...i === 0 ? [] : [".PP"], ...roffProse(text)]);
}

/** Lines as they are, indented. */
function verbatim(lines: readonly string[]): string[] {
  return [".PP", ".RS 4", ".nf", ...lines.map(roffVerbatim), ".fi", ".RE"];
}

function tagged(tag: string, text: string): string[] {
  return [".TP", roffLine(tag), ...roffProse(text)];
}

function term({ name, meaning }: Term): string[] {
  return tagged(roffBold(name), meaning);
}

function field({ name, type, meaning }: Term & { readonly type: string }): string[] {
  return tagged(`${roffBold(name)} (${roffText(type)})`, meaning);
}

/** A usage line: words to type are bold, words that stand for something else italic. */
function styled(usage: string): string {
  return usage.split(/([A-Z]+|[a-z-]+)/).map((part) => {
    if (/^[A-Z]/.test(part)) return roffItalic(part);
    return /^[a-z-]/.test(part) ? roffBold(part) : roffText(part);
  }).join("");
}

function synopsis(command: CommandSpec, index: number): string[] {
  return [...index === 0 ? [] : [".br"], styled(usageOf(command))];
}

function describe(command: CommandSpec): string[] {
  const { name, purpose, positionals, rest, flags } = command;
  const by = command.isDefault ? " This command runs when none is named." : "";
  const described = [
    ...positionals,
    ...rest === undefined ? [] : [{ ...rest, name: `-- ${rest.name}` }],
  ];
  return [
    `.SS ${roffArgument(`${PROGRAM} ${name}`)}`,
    ...roffProse(`${purpose.charAt(0).toUpperCase()}${purpose.slice(1)}.${by}`),
    ...described.flatMap((each) => tagged(styled(each.name), each.help)),
    ...groupsOf(flags).flatMap((group) => flagGroup(group, flags)),
  ];
}

function common(): string[] {
  return [".SS Flags of every command", ...COMMON_FLAGS.flatMap(flagEntry)];
}

function flagGroup(group: string, flags: readonly Flag[]): string[] {
  const members = flags.filter((flag) => flag.group === group);
  return [".PP", roffLine(`${roffText(group)}:`), ...members.flatMap(flagEntry)];
}

function flagEntry(flag: Flag): string[] {
  const spellings = spellingsOf(flag);
  const short = spellings.filter((each) => !each.startsWith("--"));
  const names = [...new Set([...short, ...spellings])].map(roffBold).join(", ");
  const tag = flag.type === "boolean" ? names : `${names} ${roffItalic(flag.value)}`;
  return tagged(tag, sentenceOf(flag));
}

function exitStatus(): string[] {
  return Object.entries(EXIT_STATUS).flatMap(([name, meaning]) =>
    tagged(roffBold(String(ExitCode[name as keyof typeof ExitCode])), meaning)
  );
}

function examples(command: CommandSpec): string[] {
  return command.examples.flatMap(({ command: line, says }) => tagged(roffBold(line), says));
}
