import stringWidth from "string-width";

/** Printable ASCII: one cell each, so that nearly all text needs no closer look. */
const ASCII = /^[\x20-\x7e]*$/;

const ELLIPSIS = "\u2026";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Text and the number of terminal cells it takes. */
export interface Measured {
  readonly text: string;
  readonly cells: number;
}

/**
 * Printable text, cut so that it takes at most `limit` cells; a `...` in one cell marks the cut. What
 * a reader sees as one character is never split, and text is looked at only as far as it fits.
 */
export function fit(text: string, limit: number): Measured {
  if (limit <= 0) return { text: "", cells: 0 };
  if (ASCII.test(text)) {
    return text.length <= limit
      ? { text, cells: text.length }
      : { text: text.slice(0, limit - 1) + ELLIPSIS, cells: limit };
  }
  let cells = 0;
  let cut: Measured = { text: ELLIPSIS, cells: 1 };
  for (const { segment, index } of segmenter.segment(text)) {
    if (cells < limit) cut = { text: text.slice(0, index) + ELLIPSIS, cells: cells + 1 };
    cells += stringWidth(segment);
    if (cells > limit) return cut;
  }
  return { text, cells };
}
