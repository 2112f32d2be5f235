import { Fragment, type LineBuffer } from "./line_buffer.ts";

const POINT = new Fragment(".");

const BLOCKS: string[] = [];

/** `000` to `999`, formatted once. */
export function threeDigits(n: number): string {
  return BLOCKS[n] ??= String(n).padStart(3, "0");
}

/** Adds nanoseconds as a JSON number of milliseconds: `12`, `12.500` or `12.345678`, exact. */
export function writeMilliseconds(ns: number, out: LineBuffer): void {
  // Below 2^31 integers, whose division by a constant is a multiplication.
  const isShort = ns < 2 ** 31;
  const micros = isShort ? ((ns | 0) / 1000) | 0 : Math.floor(ns / 1000);
  const millis = isShort ? (micros / 1000) | 0 : Math.floor(micros / 1000);
  const nanos = ns - micros * 1000;
  const restOfMicros = micros - millis * 1000;
  out.integer(millis);
  if (nanos === 0 && restOfMicros === 0) return;
  out.fragment(POINT);
  out.threeDigits(restOfMicros);
  if (nanos !== 0) out.threeDigits(nanos);
}
