/** What a file of flags says, before anybody knows what its keys mean. */
export interface ConfigFile {
  /** As the user wrote it, for messages. */
  readonly path: string;
  readonly entries: readonly ConfigEntry[];
}

/** A key and what stands behind it. */
export interface ConfigEntry {
  readonly key: string;
  /** Line of the key, from 1. */
  readonly line: number;
  readonly value: ConfigValue;
}

/** What can stand behind a key. */
export type ConfigValue =
  | ConfigText
  /** Nothing, or a word that means nothing: `null` and `~`. */
  | { readonly kind: "none" }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "section"; readonly entries: readonly ConfigEntry[] };

/** A value as it is written: `010`, `1e5` and `true` stay text until a flag says what it takes. */
export interface ConfigText {
  readonly kind: "text";
  readonly text: string;
  /** Whether it is in quotes or a block, so that it is text whatever it looks like. */
  readonly isQuoted: boolean;
}
