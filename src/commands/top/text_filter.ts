import { containerNames, imageNames } from "../../filter/container_names.ts";
import { FilterError } from "../../filter/filter_error.ts";
import { isGlob } from "../../filter/glob.ts";
import { parseNamePattern } from "../../filter/name_pattern.ts";
import type { Row } from "./row.ts";

/** What the user typed to choose rows, compiled. */
export type TextFilter =
  | { readonly matches: (row: Row) => boolean; readonly problem: undefined }
  | { readonly matches: undefined; readonly problem: string };

/**
 * A filter in the language of `--container`, held against names, ids and images at once; a word without `*`
 * and the like matches a part of them too, as it does while it is typed. Empty text matches all.
 */
export function textFilter(text: string): TextFilter {
  if (text.trim() === "") return { matches: () => true, problem: undefined };
  try {
    const pattern = parseNamePattern(text.split(",").map(anywhere).join(","));
    return {
      matches({ container, cgroup }) {
        const { names, id } = containerNames(cgroup?.owner, container);
        const ids = id === undefined ? [] : [id];
        const all = [...names, ...ids, ...imageNames(container).names];
        return pattern.matches({ names: all, final: false });
      },
      problem: undefined,
    };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return { matches: undefined, problem: error.message };
  }
}

function anywhere(term: string): string {
  const [, mark = "", word = ""] = /^\s*(!?)\s*(.*?)\s*$/s.exec(term) ?? [];
  return word === "" || isGlob(word) ? term : `${mark}*${word}*`;
}
