import { Fragment, type LineBuffer } from "./line_buffer.ts";

const POINT = new Fragment(".");

const BLOCKS: string[] = [];

/** `000` to `999`, formatted once. */
export function threeDigits(n: number): string {
  return BLOCKS[n] ??= String(n).padStart(3, "0");
}

/** Adds nanoseconds as a JSON number of milliseconds: `12`, `12.500` or `12.345678`, exact. */
export function writeMilliseconds(ns: number, out: LineBuffer): void {
  // What is short is an integer, whose division by a constant is a multiplication.
  const millis = ns < 2 ** 31 ? ((ns | 0) / 1_000_000) | 0 : Math.floor(ns / 1e6);
  const rest = (ns - millis * 1e6) | 0;
  out.integer(millis);
  if (rest === 0) return;
  const micros = (rest / 1000) | 0;
  const nanos = rest - micros * 1000;
  out.fragment(POINT);
  out.threeDigits(micros);
  if (nanos !== 0) out.threeDigits(nanos);
}
