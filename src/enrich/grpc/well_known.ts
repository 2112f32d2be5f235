import { bytes, integer, type Message, text } from "./message.ts";

/** `google.protobuf.Timestamp`. */
export const TIMESTAMP = { seconds: integer(1), nanos: integer(2) } as const;

/** Longest name of a type that is read. */
const MAX_TYPE = 256;

/** `google.protobuf.Any`: a message, and which one it is. */
export const ANY = { typeUrl: text(1, MAX_TYPE), value: bytes(2) } as const;

/** Year 9999, the last that a Timestamp may tell; later ones are negative numbers or nonsense. */
const SECONDS_MAX = 253_402_300_799;

/** Nanoseconds since 1970; undefined for a time that is none, or before 1970. */
export function epochNanoseconds(time: Message<typeof TIMESTAMP> | undefined): bigint | undefined {
  const { seconds = 0, nanos = 0 } = time ?? {};
  if (seconds <= 0 || seconds > SECONDS_MAX || nanos >= 1e9) return undefined;
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
}

/** Nanoseconds since 1970 as the CRI has them, in ms; undefined for a time that is none. */
export function nanosecondsToMs(time: bigint | undefined): number | undefined {
  if (time === undefined || time <= 0n) return undefined;
  const ms = Number(time / 1_000_000n);
  return ms / 1000 > SECONDS_MAX ? undefined : ms;
}

/** Milliseconds since 1970; undefined as for {@link epochNanoseconds}. */
export function epochMilliseconds(
  time: Message<typeof TIMESTAMP> | undefined,
): number | undefined {
  const nanoseconds = epochNanoseconds(time);
  return nanoseconds === undefined ? undefined : Number(nanoseconds / 1_000_000n);
}
