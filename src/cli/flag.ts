/**
 * What a flag is. Help, completions, the parser and whatever else shows or reads flags take these
 * descriptions as their only source.
 */

interface FlagBase {
  /** Name after `--`; also the key of its value. */
  readonly long: string;
  /** One letter after `-`. */
  readonly short?: string;
  /** Other names after `--`. */
  readonly aliases?: readonly string[];
  /** One sentence, ending in a full stop. */
  readonly help: string;
  /** Heading under which help lists it. */
  readonly group: string;
  /** What holds when the flag is not given and there is no `default`, as help shows it. */
  readonly absent?: string;
}

/** A switch; `false` when not given. */
export interface BooleanFlag extends FlagBase {
  readonly type: "boolean";
}

/** Any text but the empty one. */
export interface StringFlag extends FlagBase {
  readonly type: "string";
  /** Placeholder of the value in help, such as `EXPR`. */
  readonly value: string;
  readonly default?: string;
  /** The value is a path: shells complete file names. */
  readonly file?: true;
}

/** A whole number within bounds, both included. */
export interface IntegerFlag extends FlagBase {
  readonly type: "integer";
  readonly value: string;
  readonly min: number;
  readonly max: number;
  readonly default?: number;
}

/** A time such as `1m30s`, as milliseconds; a bare number means seconds. */
export interface DurationFlag extends FlagBase {
  readonly type: "duration";
  readonly value: string;
  /** Smallest value, ms. */
  readonly min: number;
  /** Largest value, ms. */
  readonly max: number;
  /** Milliseconds. */
  readonly default?: number;
}

/** A size such as `8M`, as bytes; units are powers of 1024. */
export interface SizeFlag extends FlagBase {
  readonly type: "size";
  readonly value: string;
  /** Smallest value, bytes. */
  readonly min: number;
  /** Largest value, bytes. */
  readonly max: number;
  /** Bytes. */
  readonly default?: number;
  /** Round up, after the bounds were checked. */
  readonly round?: "power_of_two";
}

/**
 * A moment such as `2026-11-22 10:00`, RFC 3339, or a span back from now such as `10m`; as ns since 1970.
 */
export interface MomentFlag extends FlagBase {
  readonly type: "moment";
  readonly value: string;
  /** None would stay right: `absent` tells what holds. */
  readonly default?: never;
}

/** One of several words, or free text of a recognisable shape. */
export interface ChoiceFlag extends FlagBase {
  readonly type: "choice";
  readonly value: string;
  readonly choices: readonly string[];
  readonly default?: string;
  /** Free text that is taken as well, told by its shape. */
  readonly or?: { readonly value: string; readonly shape: RegExp };
}

/** Values joined by commas; repeating the flag adds to the list. Empty when not given. */
export interface ListFlag extends FlagBase {
  readonly type: "list";
  readonly value: string;
  readonly item: "string" | "integer" | "choice";
  /** For items of type `choice`. */
  readonly choices?: readonly string[];
  /** For items of type `integer`. */
  readonly min?: number;
  /** For items of type `integer`. */
  readonly max?: number;
  readonly default?: readonly string[];
  /** A value is one item, its commas with it. */
  readonly isWhole?: true;
  /** Items are paths: shells complete file names. */
  readonly file?: true;
}

/** Any flag. */
export type Flag =
  | BooleanFlag
  | StringFlag
  | IntegerFlag
  | DurationFlag
  | SizeFlag
  | MomentFlag
  | ChoiceFlag
  | ListFlag;

/** Any parsed value; `undefined` when not given and without default. */
export type FlagValue =
  | boolean
  | string
  | number
  | bigint
  | readonly string[]
  | readonly number[]
  | undefined;

/** Values by long name, untyped form. */
export type FlagValues = Readonly<Record<string, FlagValue>>;

type Word<F> = F extends { readonly choices: readonly (infer C extends string)[] } ? C : string;

type Items<F extends ListFlag> = F["item"] extends "integer" ? readonly number[]
  : "integer" extends F["item"] ? readonly number[] | readonly string[]
  : readonly Word<F>[];

type GivenValue<F extends Flag> = F extends BooleanFlag ? boolean
  : F extends IntegerFlag | DurationFlag | SizeFlag ? number
  : F extends MomentFlag ? bigint
  : F extends ChoiceFlag ? (F extends { readonly or: object } ? string : Word<F>)
  : F extends ListFlag ? Items<F>
  : string;

/** The type of one flag's value, after defaults. */
export type ValueOf<F extends Flag> = F extends BooleanFlag | ListFlag ? GivenValue<F>
  : F extends { readonly default: unknown } ? GivenValue<F>
  : GivenValue<F> | undefined;

/** The values of a flag list by long name; write the list with `as const satisfies readonly Flag[]`. */
export type ValuesOf<F extends readonly Flag[]> = {
  readonly [K in F[number] as K["long"]]: ValueOf<K>;
};
