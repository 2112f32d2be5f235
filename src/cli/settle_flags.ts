import { UsageError } from "./cli_error.ts";
import type { CommandSpec, Rule } from "./command_spec.ts";
import type { Flag, FlagValue, FlagValues } from "./flag.ts";

/** A flag's value from one place. */
export interface Given {
  /** `false` and an empty list stand for a flag that is not set, whatever other places say. */
  readonly value: FlagValue;
  /** How errors name the flag, such as `--host` or `host (ctrack.yaml:3)`. */
  readonly spelled: string;
}

/** What one place says, such as the command line: flags by long name. */
export type Layer = ReadonlyMap<string, Given>;

/** All layers as one. */
export interface Settled {
  readonly values: FlagValues;
  /** Long names of the flags that are set, as opposed to defaults. */
  readonly given: ReadonlySet<string>;
  /** Why flags of lower layers do not hold, a sentence each. */
  readonly overruled: readonly string[];
}

interface Chosen extends Given {
  /** Index of its layer: the lower, the more it says. */
  readonly rank: number;
}

/**
 * The values of a command's flags. An earlier layer goes before a later one, both where they set the same flag
 * and where they set flags that do not go together: what is typed holds, and a file is written once for many
 * command lines.
 *
 * @throws {UsageError} for flags that do not go together within a layer and those behind it.
 */
export function settleFlags(
  command: CommandSpec,
  positionals: readonly string[],
  layers: readonly Layer[],
): Settled {
  const chosen = merge(layers);
  const overruled: string[] = [];
  for (;;) {
    const values = withDefaults(command, chosen);
    const rule = command.rules.find((each) => isBroken(each, chosen, values, positionals));
    if (rule === undefined) return { values, given: new Set(chosen.keys()), overruled };
    const parts = partsOf(rule, chosen);
    const lowest = Math.max(...parts.map(({ rank }) => rank));
    const losers = parts.filter(({ rank }) => rank === lowest);
    if (losers.length === parts.length) {
      // What the file gets wrong by itself is an error; what only the layers before it or the arguments, which are
      // typed, make wrong gives way.
      const own = merge(layers.slice(lowest));
      if (lowest === 0 || isBroken(rule, own, withDefaults(command, own), [])) {
        throw contradiction(parts.map(({ spelled }) => spelled), rule.because);
      }
    }
    for (const { long, spelled } of losers) {
      chosen.delete(long);
      overruled.push(`${spelled} does not hold here: ${rule.because}`);
    }
  }
}

/** What the layers set, each flag as the first of them has it. */
function merge(layers: readonly Layer[]): Map<string, Chosen> {
  const chosen = new Map<string, Chosen>();
  layers.forEach((layer, rank) => {
    for (const [long, given] of layer) if (!chosen.has(long)) chosen.set(long, { ...given, rank });
  });
  for (const [long, { value }] of chosen) if (isUnset(value)) chosen.delete(long);
  return chosen;
}

function isUnset(value: FlagValue): boolean {
  return value === false || (Array.isArray(value) && value.length === 0);
}

function withDefaults(command: CommandSpec, chosen: ReadonlyMap<string, Chosen>): FlagValues {
  const values: Record<string, FlagValue> = {};
  for (const flag of command.flags) {
    values[flag.long] = chosen.get(flag.long)?.value ?? defaultOf(flag);
  }
  return values;
}

function defaultOf(flag: Flag): FlagValue {
  if (flag.type === "boolean") return false;
  return flag.type === "list" ? flag.default ?? [] : flag.default;
}

function isBroken(
  { flags, clash }: Rule,
  chosen: ReadonlyMap<string, Chosen>,
  values: FlagValues,
  positionals: readonly string[],
): boolean {
  if (!flags.every((flag) => chosen.has(flag))) return false;
  return clash === undefined || clash(values, positionals);
}

function partsOf({ flags }: Rule, chosen: ReadonlyMap<string, Chosen>) {
  return flags.flatMap((long) => {
    const part = chosen.get(long);
    return part === undefined ? [] : [{ long, ...part }];
  });
}

function contradiction(names: readonly string[], because: string): UsageError {
  const what = names.length === 1
    ? `${names[0]} makes no sense here`
    : `${names.slice(0, -1).join(", ")} and ${names.at(-1)} do not go together`;
  return new UsageError(what, {
    cause: new Error(because),
    hint: names.length === 1 ? `leave out ${names[0]}` : "leave one of them out",
  });
}
