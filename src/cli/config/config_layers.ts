import { UsageError } from "../cli_error.ts";
import type { CommandSpec } from "../command_spec.ts";
import type { Flag, FlagValue } from "../flag.ts";
import { longNamesOf } from "../flag_facts.ts";
import type { Given, Layer } from "../settle_flags.ts";
import type { ConfigEntry, ConfigFile } from "./config_file.ts";
import { configValue } from "./config_value.ts";
import { unknownInSection, unknownKey } from "./unknown_key.ts";

/**
 * What a file sets for a command: its section, and the top level. The whole file is checked, whichever command
 * runs: a slip is found at the first run and not by the command that meets it.
 *
 * @throws {UsageError} that names file, line and key.
 */
export function configLayers(
  commands: readonly CommandSpec[],
  command: CommandSpec,
  file: ConfigFile,
): readonly [section: Layer, top: Layer] {
  const top = new LayerBuilder(file.path);
  const sections = new Map(commands.map((each) => [each, new LayerBuilder(file.path)]));
  for (const { owner, entry } of settings(commands, file)) {
    try {
      if (owner === undefined) top.add(entry, ...shared(commands, command, entry));
      else sections.get(owner)?.add(entry, ...own(commands, owner, entry));
    } catch (error) {
      throw at(file.path, entry.line, error);
    }
  }
  return [sections.get(command)?.layer ?? new Map(), top.layer];
}

/** Each key that should be a flag, with the command in whose section it stands. */
function settings(commands: readonly CommandSpec[], { entries }: ConfigFile) {
  return entries.flatMap((entry): { owner: CommandSpec | undefined; entry: ConfigEntry }[] => {
    const { key, value } = entry;
    const owner = commands.find(({ name }) => name === key);
    if (owner !== undefined && value.kind === "none") return [];
    if (owner === undefined || value.kind !== "section") return [{ owner: undefined, entry }];
    return value.entries.map((inner) => ({ owner, entry: inner }));
  });
}

/** One part of the file: flags by long name, whichever of their names it uses. */
class LayerBuilder {
  readonly layer = new Map<string, Given>();
  readonly #path: string;
  readonly #lines = new Map<string, number>();

  constructor(path: string) {
    this.#path = path;
  }

  /** Without a flag, the value is not for this command. */
  add({ key, line }: ConfigEntry, flag: Flag | undefined, value: FlagValue): void {
    if (flag === undefined) return;
    const before = this.#lines.get(flag.long);
    if (before !== undefined) {
      throw new UsageError(`${key} is set already, in line ${before}`, { hint: "set it once" });
    }
    this.#lines.set(flag.long, line);
    this.layer.set(flag.long, { value, spelled: `${key} (${this.#path}:${line})` });
  }
}

type Setting = readonly [flag: Flag | undefined, value: FlagValue];

function own(
  commands: readonly CommandSpec[],
  owner: CommandSpec,
  { key, value }: ConfigEntry,
): Setting {
  const flag = flagOf(owner, key);
  if (flag !== undefined) return [flag, configValue(flag, value, key)];
  const other = commands.find((each) => flagOf(each, key) !== undefined);
  throw unknownInSection(key, owner, other);
}

/** A key of the top level: it must be right for this command, or where that has no such flag for another one. */
function shared(
  commands: readonly CommandSpec[],
  command: CommandSpec,
  entry: ConfigEntry,
): Setting {
  const { key, value } = entry;
  const takers = commands.filter((each) => flagOf(each, key) !== undefined);
  const fitting = takers.find((each) => fits(flagOf(each, key), entry));
  const flag = flagOf(command, key);
  const asked = flag ?? flagOf(fitting ?? takers[0], key);
  if (asked === undefined) throw unknownKey(commands, entry);
  try {
    return [flag, configValue(asked, value, key)];
  } catch (error) {
    if (fitting === undefined || !(error instanceof UsageError)) throw error;
    throw new UsageError(error.message, {
      hint: `put it below ${fitting.name}:, which takes it`,
    });
  }
}

/** A command's own flag of this name: the common ones are for the command line alone. */
function flagOf(command: CommandSpec | undefined, key: string): Flag | undefined {
  return command?.flags.find((flag) => longNamesOf(flag).includes(key));
}

function fits(flag: Flag | undefined, { key, value }: ConfigEntry): boolean {
  try {
    return flag !== undefined && configValue(flag, value, key) !== undefined;
  } catch {
    return false;
  }
}

/** The same error with its place in front. */
function at(path: string, line: number, error: unknown): unknown {
  if (!(error instanceof UsageError)) return error;
  const { hint, message } = error;
  return new UsageError(`${path}:${line}: ${message}`, hint === undefined ? {} : { hint });
}
