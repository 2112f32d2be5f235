/** How a program reads its command line. */
export interface OptionSyntax {
  /** Options that take a value, with their dashes: `-c`, `--root`. */
  readonly valued: ReadonlySet<string>;
  /**
   * `short`: `-abc` is three options, or `-a` with the value `bc` (getopt). `whole`: one option, be it with one
   * dash or two (Go's flag packages).
   */
  readonly dash: "short" | "whole";
}

/** A command line, taken apart. */
export interface ReadOptions {
  /** Values in their order; of an option without one an empty text. Names as in the syntax. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** From the first argument on that is no option. */
  readonly rest: readonly string[];
}

/**
 * Reads options up to the first argument that is none, or behind `--`. Options that the syntax does not name
 * are taken for such without a value. Of `whole` options `-a` and `--a` are the same, named `--a`.
 */
export function readOptions(args: readonly string[], syntax: OptionSyntax): ReadOptions {
  const values = new Map<string, string[]>();
  const note = (name: string, value: string) => {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  };
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i] ?? "";
    if (arg === "--") {
      i++;
      break;
    }
    if (!arg.startsWith("-") || arg === "-") break;
    if (syntax.dash === "short" && !arg.startsWith("--")) {
      const [valued, value] = readShort(arg, syntax.valued, note);
      if (valued !== undefined) note(valued, value === "" ? args[++i] ?? "" : value);
      continue;
    }
    const end = arg.indexOf("=");
    const name = arg.slice(0, end === -1 ? undefined : end).replace(/^--?/, "--");
    if (end !== -1) note(name, arg.slice(end + 1));
    else note(name, syntax.valued.has(name) ? args[++i] ?? "" : "");
  }
  return { values, rest: args.slice(i) };
}

/** Notes the bundled options without a value; gives the one that takes one, and the text behind it. */
function readShort(
  arg: string,
  valued: ReadonlySet<string>,
  note: (name: string, value: string) => void,
): readonly [name: string | undefined, value: string] {
  for (let i = 1; i < arg.length; i++) {
    const name = `-${arg[i]}`;
    if (valued.has(name)) return [name, arg.slice(i + 1)];
    note(name, "");
  }
  return [undefined, ""];
}

/** The last value that any of an option's names was given, as runtimes have it; undefined when none was. */
export function lastValue(read: ReadOptions, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = read.values.get(name)?.at(-1);
    if (value !== undefined && value !== "") return value;
  }
  return undefined;
}
