import type { Line } from "./line.ts";
import type { Sight } from "./view_state.ts";

/** The middle of the screen, with what a key press has to know of it. */
export interface Body extends Pick<Sight, "page" | "treeLines"> {
  readonly lines: readonly Line[];
}
