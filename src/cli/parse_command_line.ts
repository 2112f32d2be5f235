import { UsageError } from "./cli_error.ts";
import { type CommandSpec, COMMON_FLAGS, PROGRAM } from "./command_spec.ts";
import type { Flag, FlagValue, FlagValues, ValuesOf } from "./flag.ts";
import { flagsOf, spellingsOf } from "./flag_facts.ts";
import { parseFlagValue } from "./flag_value.ts";
import { nearest } from "./nearest.ts";

/** A command to run; `values` are typed by the command's flag list. */
export interface Run<C extends CommandSpec = CommandSpec> {
  readonly kind: "run";
  readonly command: C["name"];
  readonly values: ValuesOf<C["flags"]>;
  /** Long names of the flags that the user wrote, as opposed to defaults. */
  readonly given: ReadonlySet<string>;
  readonly positionals: readonly string[];
  /** What came after `--`. */
  readonly rest: readonly string[];
}

/** What the user asks for. */
export type CommandLine<C extends CommandSpec = CommandSpec> =
  | (C extends CommandSpec ? Run<C> : never)
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
  const values = withDefaults(command, words.values);
  const given = new Set(words.values.keys());
  const { positionals, rest = [] } = words;
  checkRules(command, { values, given, positionals });
  return { kind: "run", command: command.name, values, given, positionals, rest };
}

function named(commands: readonly CommandSpec[], name: string): CommandSpec {
  const command = commands.find((each) => each.name === name);
  if (command !== undefined) return command;
  const meant = nearest(name, commands.map((each) => each.name));
  throw new UsageError(`unknown command "${name}"`, {
    hint: meant === undefined ? `run ${PROGRAM} --help` : `did you mean ${PROGRAM} ${meant}?`,
  });
}

/** One walk over the words of a command line. */
class Words {
  readonly values = new Map<string, FlagValue>();
  readonly positionals: string[] = [];
  /** Undefined when there was no `--`. */
  rest: readonly string[] | undefined;
  readonly #command: CommandSpec;
  readonly #argv: readonly string[];
  readonly #flags: readonly Flag[];
  #next = 0;

  constructor(command: CommandSpec, argv: readonly string[]) {
    this.#command = command;
    this.#argv = argv;
    this.#flags = flagsOf(command);
  }

  /** Reads all words, or up to the first that asks for help or the version. */
  read(): "help" | "version" | undefined {
    while (this.#next < this.#argv.length) {
      const word = this.#argv[this.#next++] ?? "";
      if (word === "--") {
        this.rest = this.#argv.slice(this.#next);
        break;
      }
      if (word.startsWith("--")) this.#long(word);
      else if (word.startsWith("-") && word !== "-") this.#short(word);
      else this.positionals.push(word);
      for (const { long } of COMMON_FLAGS) if (this.values.has(long)) return long;
    }
    return undefined;
  }

  #long(word: string): void {
    const equals = word.indexOf("=");
    const spelled = equals < 0 ? word : word.slice(0, equals);
    const flag = this.#find(spelled);
    if (flag === undefined) throw this.#unknown(spelled);
    this.#take(flag, spelled, equals < 0 ? undefined : word.slice(equals + 1));
  }

  /** `-x`, `-qx`, `-c web`, `-cweb`, `-c=web`, and any mix with the valued flag last. */
  #short(word: string): void {
    // `-format` is a slip for `--format`, not `-f ormat`.
    const long = `-${word.replace(/=.*$/s, "")}`;
    if (word.length > 2 && this.#find(long) !== undefined) {
      throw new UsageError(`unknown flag ${long.slice(1)}`, { hint: `did you mean ${long}?` });
    }
    for (let i = 1; i < word.length; i++) {
      const spelled = `-${word[i]}`;
      const flag = this.#find(spelled);
      if (flag === undefined) throw this.#unknown(spelled);
      const tail = word.slice(i + 1);
      if (flag.type === "boolean") {
        this.#take(flag, spelled, tail.startsWith("=") ? tail.slice(1) : undefined);
        continue;
      }
      this.#take(flag, spelled, tail === "" ? undefined : tail.replace(/^=/, ""));
      return;
    }
  }

  #find(spelled: string): Flag | undefined {
    return this.#flags.find((flag) => spellingsOf(flag).includes(spelled));
  }

  #take(flag: Flag, spelled: string, attached: string | undefined): void {
    if (flag.type === "boolean") {
      if (attached !== undefined) {
        const hint = `write ${spelled} alone, or leave it out`;
        throw new UsageError(`${spelled} takes no value`, { hint });
      }
      this.values.set(flag.long, true);
      return;
    }
    const text = attached ?? this.#argv[this.#next++];
    const isMissing = text === undefined ||
      (attached === undefined && (text === "--" || this.#find(text) !== undefined));
    if (isMissing) {
      const hint = `${spelled} ${flag.value}`;
      throw new UsageError(`${spelled} needs a value`, { hint });
    }
    this.#set(flag, parseFlagValue(flag, text, spelled), spelled);
  }

  #set(flag: Flag, value: FlagValue, spelled: string): void {
    const before = this.values.get(flag.long);
    if (Array.isArray(before) && Array.isArray(value)) {
      this.values.set(flag.long, [...before, ...value]);
      return;
    }
    // The same value twice comes from aliases and wrapper scripts and does no harm.
    if (before !== undefined && before !== value) {
      throw new UsageError(`${spelled} is given twice, with different values`, {
        hint: "give it once",
      });
    }
    this.values.set(flag.long, value);
  }

  #unknown(spelled: string): UsageError {
    const longs = this.#flags.flatMap(spellingsOf).filter((each) => each.startsWith("--"));
    const meant = spelled.startsWith("--") ? nearest(spelled, longs) : undefined;
    return new UsageError(`unknown flag ${spelled}`, {
      hint: meant === undefined
        ? `run ${PROGRAM} ${this.#command.name} --help`
        : `did you mean ${meant}?`,
    });
  }
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

function withDefaults(command: CommandSpec, given: ReadonlyMap<string, FlagValue>): FlagValues {
  const values: Record<string, FlagValue> = {};
  for (const flag of command.flags) {
    values[flag.long] = given.get(flag.long) ?? defaultOf(flag);
  }
  return values;
}

function defaultOf(flag: Flag): FlagValue {
  if (flag.type === "boolean") return false;
  return flag.type === "list" ? flag.default ?? [] : flag.default;
}

function checkRules(
  command: CommandSpec,
  { values, given, positionals }: {
    readonly values: FlagValues;
    readonly given: ReadonlySet<string>;
    readonly positionals: readonly string[];
  },
): void {
  for (const { flags, because, clash } of command.rules) {
    if (!flags.every((flag) => given.has(flag))) continue;
    if (clash !== undefined && !clash(values, positionals)) continue;
    const names = flags.map((flag) => `--${flag}`);
    const what = names.length === 1
      ? `${names[0]} makes no sense here`
      : `${names.slice(0, -1).join(", ")} and ${names.at(-1)} do not go together`;
    throw new UsageError(what, {
      cause: new Error(because),
      hint: names.length === 1 ? `leave out ${names[0]}` : "leave one of them out",
    });
  }
}
