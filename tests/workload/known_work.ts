/** What containers of the tests do, and what must be seen of it, word by word. */

import { type EventLine, wordsOf } from "./event_line.ts";

/** A command, and the lines about its processes in order, as `wordsOf()` gives them. */
export interface KnownWork {
  /** The command; the name becomes its last argument. */
  readonly args: (name: string) => readonly string[];
  readonly words: (name: string) => readonly string[];
}

/** The shortest: one program. */
export const SHORT: KnownWork = {
  args: (name) => ["/bin/leaf", "exit", "0", name],
  words: (name) => [`exec init /bin/leaf exit 0 ${name}`, "exit init leaf 0"],
};

/** A program that starts two others. */
export const FAMILY: KnownWork = {
  args: (name) => ["/bin/act", "spawn", "2", "/bin/leaf", name],
  words: (name) => [
    `exec init /bin/act spawn 2 /bin/leaf ${name}`,
    ...["0", "1"].flatMap((number) => [
      "fork child act",
      `exec child /bin/leaf exit ${number} ${name}`,
      `exit child leaf ${number}`,
    ]),
    "exit init act 0",
  ],
};

/** The words of the lines about processes. */
export function processWords(events: readonly EventLine[]): string[] {
  return events.filter(({ process }) => process !== undefined).map(
    wordsOf,
  );
}

/** What the runtime told: the actions of `container` lines. */
export function actionsOf(events: readonly EventLine[]): (string | undefined)[] {
  return events.filter(({ event }) => event === "container").map(({ action }) => action);
}
