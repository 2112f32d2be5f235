import type { Container } from "../../model/container.ts";

const RESET = "\x1b[0m";
const RED = "\x1b[31m";

/** Readable on light and dark grounds; red is kept for failures, black and white are grounds. */
const CONTAINER_COLORS = ["36", "32", "33", "35", "34", "96", "92", "95", "94", "93"]
  .map((code) => `\x1b[${code}m`);

/** Puts a colour around a cell's text. */
export type Paint = (text: string) => string;

/** Failures. */
export function paintFailure(text: string): string {
  return `${RED}${text}${RESET}`;
}

/** FNV-1a, 32 bits: spreads ids that differ in one digit, and is the same in every run. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}

/** A container's own colour, the same for the same id in every run. */
export function paintContainer({ id }: Container): Paint {
  const color = CONTAINER_COLORS[hash(id) % CONTAINER_COLORS.length] ?? RESET;
  return (text) => `${color}${text}${RESET}`;
}
