/** Keys that have a name. */
export type NamedKey =
  | "up"
  | "down"
  | "left"
  | "right"
  | "home"
  | "end"
  | "page-up"
  | "page-down"
  | "enter"
  | "escape"
  | "backspace"
  | "delete"
  | "tab"
  | "redraw"
  | "interrupt";

/** A key that was pressed: a named one, or the one character that it types. */
export type Key = NamedKey | { readonly text: string };
