import { fit } from "../../output/format/text_width.ts";

/** What a line of the screen is, which says how it looks. */
export type Look = "title" | "heading" | "selected" | "ended" | "alert" | "plain";

/** A line of the screen: printable text. */
export interface Line {
  readonly text: string;
  readonly look: Look;
}

/** Size of the screen in cells. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

const RESET = "\x1b[0m";

/** Bold, reverse and dim are no colours: they stay where `NO_COLOR` is set. */
const LOOKS: Readonly<Record<Look, string>> = {
  title: "\x1b[1m",
  heading: "\x1b[7m",
  selected: "\x1b[7m",
  ended: "\x1b[2m",
  alert: "\x1b[1m",
  plain: "",
};

const RED = "\x1b[31m";

/** A line cut to the width; one that stands out does so over the whole of it. */
export function line(text: string, look: Look, columns: number): Line {
  const { text: shown, cells } = fit(text, columns);
  const isBar = look === "heading" || look === "selected";
  return { text: isBar ? shown + " ".repeat(columns - cells) : shown, look };
}

/** A line as the terminal takes it. */
export function paintLine({ text, look }: Line, hasColor: boolean): string {
  const style = LOOKS[look] + (hasColor && look === "alert" ? RED : "");
  return style === "" ? text : style + text + RESET;
}
