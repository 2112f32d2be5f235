import { UsageError } from "./cli_error.ts";
import { type CommandSpec, PROGRAM } from "./command_spec.ts";
import type { ConfigFile } from "./config/config_file.ts";
import { configLayers } from "./config/config_layers.ts";
import type { ValuesOf } from "./flag.ts";
import { nearest } from "./nearest.ts";
import { type Given, type Layer, settleFlags } from "./settle_flags.ts";
import { Words } from "./words.ts";

/** A command to run; `values` are typed by the command's flag list. */
export interface Run<C extends CommandSpec = CommandSpec> {
  readonly kind: "run";
  readonly command: C["name"];
  readonly values: ValuesOf<C["flags"]>;
  /** Long names of the flags that the user set, as opposed to defaults; not those set to false. */
  readonly given: ReadonlySet<string>;
  /** What of the file does not hold, since it contradicts what goes before it; a sentence each. */
  readonly overruled: readonly string[];
  readonly positionals: readonly string[];
  /** What came after `--`. */
  readonly rest: readonly string[];
}

/** A command to run when a file of flags has been read. */
export interface NeedsConfig<C extends CommandSpec = CommandSpec> {
  readonly kind: "config";
  readonly path: string;
  /**
   * Goes on with what the file holds.
   *
   * @throws {UsageError} when that makes no sense, by itself or with the command line.
   */
  readonly settle: (file: ConfigFile) => Run<C>;
}

/** What the user asks for. */
export type CommandLine<C extends CommandSpec = CommandSpec> =
  | (C extends CommandSpec ? Run<C> | NeedsConfig<C> : never)
  | { readonly kind: "help"; readonly command: C["name"] | undefined }
  | { readonly kind: "version" };

/**
 * Reads a command line against the commands' own lists. Without a command's name the default
 * command runs. Throws {@link UsageError}, with a way out, when the line makes no sense.
 */
export function parseCommandLine<const C extends readonly CommandSpec[]>(
  commands: C,
  argv: readonly string[],
): CommandLine<C[number]>;
export function parseCommandLine(
  commands: readonly CommandSpec[],
  argv: readonly string[],
): CommandLine {
  const [first = "", second] = argv;
  if (first === "help") {
    return {
      kind: "help",
      command: second === undefined ? undefined : named(commands, second).name,
    };
  }
  const isNamed = first !== "" && !first.startsWith("-");
  const command = isNamed ? named(commands, first) : commands.find((each) => each.isDefault);
  if (command === undefined) return { kind: "help", command: undefined };
  const words = new Words(command, isNamed ? argv.slice(1) : argv);
  const asked = words.read();
  if (asked === "version") return { kind: "version" };
  if (asked === "help") return { kind: "help", command: isNamed ? command.name : undefined };
  checkPositionals(commands, command, words);
  const path = words.values.get("config");
  if (typeof path !== "string") return settle(command, words, []);
  return {
    kind: "config",
    path,
    settle: (file) => settle(command, words, configLayers(commands, command, file)),
  };
}

/** The command line goes before the layers of the file. */
function settle(command: CommandSpec, words: Words, layers: readonly Layer[]): Run {
  const typed = new Map<string, Given>();
  for (const { long } of command.flags) {
    const value = words.values.get(long);
    if (value !== undefined) typed.set(long, { value, spelled: `--${long}` });
  }
  const { positionals, rest = [] } = words;
  const settled = settleFlags(command, positionals, [typed, ...layers]);
  return { kind: "run", command: command.name, ...settled, positionals, rest };
}

function named(commands: readonly CommandSpec[], name: string): CommandSpec {
  const command = commands.find((each) => each.name === name);
  if (command !== undefined) return command;
  const meant = nearest(name, commands.map((each) => each.name));
  throw new UsageError(`unknown command "${name}"`, {
    hint: meant === undefined ? `run ${PROGRAM} --help` : `did you mean ${PROGRAM} ${meant}?`,
  });
}

function checkPositionals(
  commands: readonly CommandSpec[],
  command: CommandSpec,
  { positionals, rest }: Words,
): void {
  const help = `run ${PROGRAM} ${command.name} --help`;
  const specs = command.positionals;
  const missing = specs.find((spec, i) => spec.required && i >= positionals.length);
  if (missing !== undefined) {
    throw new UsageError(`${command.name} needs ${missing.name}`, { hint: help });
  }
  positionals.forEach((text, i) => {
    const last = specs.at(-1);
    const spec = specs[i] ?? (last?.many ? last : undefined);
    if (spec === undefined) throw unexpected(commands, command, text, help);
    if (spec.choices !== undefined && !spec.choices.includes(text)) {
      const meant = nearest(text, spec.choices);
      throw new UsageError(`${spec.name} cannot be "${text}"`, {
        hint: meant === undefined
          ? `give one of ${spec.choices.join(", ")}`
          : `did you mean ${meant}?`,
      });
    }
  });
  if (rest === undefined) return;
  if (command.rest === undefined) {
    throw new UsageError(`${command.name} takes nothing after --`, { hint: help });
  }
  if (rest.length === 0) {
    const hint = `write ${command.rest.name} after it, or leave it out`;
    throw new UsageError(`nothing follows --`, { hint });
  }
}

function unexpected(
  commands: readonly CommandSpec[],
  command: CommandSpec,
  text: string,
  help: string,
): UsageError {
  let hint = help;
  if (commands.some((each) => each.name === text)) {
    hint = `write the command first: ${PROGRAM} ${text} ...`;
  } else if (command.rest !== undefined) {
    hint = `to start a program, write it after --: ${PROGRAM} ${command.name} -- ${text}`;
  }
  return new UsageError(`unexpected argument "${text}"`, { hint });
}
