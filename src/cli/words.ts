import { UsageError } from "./cli_error.ts";
import { type CommandSpec, PROGRAM } from "./command_spec.ts";
import type { Flag, FlagValue } from "./flag.ts";
import { flagsOf, spellingsOf } from "./flag_facts.ts";
import { parseFlagValue } from "./flag_value.ts";
import { nearest } from "./nearest.ts";

/** Flags after which nothing else of a line matters. */
const ASKS = ["help", "version"] as const;

/** What {@link Words.read} may come upon. */
export type Ask = typeof ASKS[number];

/** One walk over the words of a command line: flags to values, and all else by its place. */
export class Words {
  /** What was given, by the flags' long names. */
  readonly values = new Map<string, FlagValue>();
  readonly positionals: string[] = [];
  /** Undefined when there was no `--`. */
  rest: readonly string[] | undefined;
  readonly #command: CommandSpec;
  readonly #argv: readonly string[];
  readonly #flags: readonly Flag[];
  #next = 0;

  /** Takes the words behind the command's name. */
  constructor(command: CommandSpec, argv: readonly string[]) {
    this.#command = command;
    this.#argv = argv;
    this.#flags = flagsOf(command);
  }

  /**
   * Reads all words, or up to the first that asks for help or the version.
   *
   * @throws {UsageError} with a way out.
   */
  read(): Ask | undefined {
    while (this.#next < this.#argv.length) {
      const word = this.#argv[this.#next++] ?? "";
      if (word === "--") {
        this.rest = this.#argv.slice(this.#next);
        break;
      }
      if (word.startsWith("--")) this.#long(word);
      else if (word.startsWith("-") && word !== "-") this.#short(word);
      else this.positionals.push(word);
      for (const ask of ASKS) if (this.values.get(ask) === true) return ask;
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
      if (flag.type === "boolean" && !tail.startsWith("=")) {
        this.#take(flag, spelled, undefined);
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
      this.#set(flag, readSwitch(attached, spelled), spelled);
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
    const off = this.#find(spelled.replace(/^--no-/, "--"));
    let meant: string | undefined;
    if (off?.type === "boolean") meant = `--${off.long}=false`;
    else if (spelled.startsWith("--")) meant = nearest(spelled, longs);
    return new UsageError(`unknown flag ${spelled}`, {
      hint: meant === undefined
        ? `run ${PROGRAM} ${this.#command.name} --help`
        : `did you mean ${meant}?`,
    });
  }
}

/** A boolean flag alone, or with `=true` or `=false`: that is how to switch off what a file switches on. */
function readSwitch(attached: string | undefined, spelled: string): boolean {
  if (attached === undefined || attached === "true") return true;
  if (attached === "false") return false;
  throw new UsageError(`${spelled} takes no value but true and false`, {
    hint: `write ${spelled} alone, or ${spelled}=false`,
  });
}
