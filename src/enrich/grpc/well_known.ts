/** `google.protobuf.Timestamp`. */
export interface Timestamp {
  readonly seconds?: bigint;
  readonly nanos?: number;
}

/** `google.protobuf.Any`: a message, and which one it is. */
export interface Any {
  readonly typeUrl?: string;
  readonly value?: Uint8Array;
}

const BILLION = 1_000_000_000n;

/** Year 9999, the last that a Timestamp may tell; later ones are nonsense. */
const SECONDS_MAX = 253_402_300_799n;

/** Nanoseconds since 1970; undefined for a time that is none, or before 1970. */
export function epochNanoseconds(time: Timestamp | undefined): bigint | undefined {
  const { seconds = 0n, nanos = 0 } = time ?? {};
  if (seconds <= 0n || seconds > SECONDS_MAX || nanos < 0 || nanos >= 1e9) return undefined;
  return seconds * BILLION + BigInt(nanos);
}

/** Nanoseconds since 1970 as the CRI has them, in ms; undefined for a time that is none. */
export function nanosecondsToMs(time: bigint | undefined): number | undefined {
  if (time === undefined || time <= 0n || time > SECONDS_MAX * BILLION) return undefined;
  return Number(time / 1_000_000n);
}

/** Milliseconds since 1970; undefined as for {@link epochNanoseconds}. */
export function epochMilliseconds(time: Timestamp | undefined): number | undefined {
  const nanoseconds = epochNanoseconds(time);
  return nanoseconds === undefined ? undefined : Number(nanoseconds / 1_000_000n);
}
