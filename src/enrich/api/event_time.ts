import { field } from "./json_fields.ts";

/** The daemons write it last; a label cannot hold it, since its quotes would be escaped. */
const LAST_FIELD = /"timeNano":([1-9]\d{17,18})\}\s*$/;
/** Years 2001 to 2286: 18 and 19 digits of nanoseconds. */
const NS_MIN = 1e18;
const NS_MAX = 1e19;

/**
 * The time of an event in ns since 1970; undefined when it has none. JSON's numbers round it to some 200 ns,
 * so it is read from the text where it can be.
 */
export function eventTime(text: string, event: unknown): bigint | undefined {
  const digits = LAST_FIELD.exec(text.slice(-64))?.[1];
  if (digits !== undefined) return BigInt(digits);
  const rounded = field(event, "timeNano");
  if (typeof rounded === "number" && rounded >= NS_MIN && rounded < NS_MAX) {
    return BigInt(Math.trunc(rounded));
  }
  const seconds = field(event, "time");
  if (typeof seconds !== "number" || !(seconds >= NS_MIN / 1e9 && seconds < NS_MAX / 1e9)) {
    return undefined;
  }
  return BigInt(Math.trunc(seconds)) * 1_000_000_000n;
}
