import { MARKER } from "./marker.ts";

/** Takes a part of a text that is a secret; parts may come in any order and overlap. */
export type Sink = (start: number, end: number) => void;

/** Parts of a text. */
export class Spans {
  readonly #spans: { readonly start: number; readonly end: number }[] = [];

  /** Whether there is none. */
  get isEmpty(): boolean {
    return this.#spans.length === 0;
  }

  /** Adds a part; an empty one is none. */
  add(start: number, end: number): void {
    if (end > start) this.#spans.push({ start, end });
  }

  /** The text with the marker in the place of each part. */
  redact(text: string): string {
    const sorted = this.#spans.sort((a, b) => a.start - b.start || b.end - a.end);
    let redacted = "";
    let at = 0;
    for (const { start, end } of sorted) {
      if (end <= at) continue;
      // What overlaps the part before is one with it.
      if (start >= at) redacted += text.slice(at, start) + MARKER;
      at = end;
    }
    return redacted + text.slice(at);
  }
}
