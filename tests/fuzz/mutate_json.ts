import fc from "fast-check";
import { hostileText } from "../output/format/samples.ts";
import { mutatedText } from "./mutate.ts";

/** A JSON value of any kind. */
type Json = unknown;

/** Changes to one value. */
const CHANGES_MAX = 4;

/** Keys that mean something to JavaScript, or to nobody. */
const ODD_KEYS = ["__proto__", "constructor", "toString", "length", "", "\u202e", "\0"];

/** Stands for a value that is nested deeper than an engine's stack: it is put in as text. */
const DEEP = "\0deep";
const DEEP_TEXT = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;

const oddValue: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    null,
    true,
    false,
    0,
    -0,
    -1,
    1.5,
    2 ** 31,
    2 ** 53,
    1e19,
    1e300,
    "",
    [],
    {},
  ),
  hostileText,
  // Longer than anything is kept.
  fc.tuple(hostileText, fc.constantFrom(300, 5000, 70_000)).map(([text, size]) =>
    `${text}x`.repeat(size).slice(0, size)
  ),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constant(DEEP),
  fc.constantFrom(100, 5000).map((count) => Array(count).fill("x")),
);

type Slot = readonly [holder: Record<string, Json>, key: string];

/** Each place in a value that holds another one. */
function slotsOf(value: Json, into: Slot[] = []): readonly Slot[] {
  if (typeof value !== "object" || value === null) return into;
  const holder = value as Record<string, Json>;
  for (const key of Object.keys(holder)) {
    into.push([holder, key]);
    // What was put in deep is not looked through again.
    if (into.length < 2000) slotsOf(holder[key], into);
  }
  return into;
}

function put(holder: Record<string, Json>, key: string, value: Json): void {
  Object.defineProperty(holder, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

const change: fc.Arbitrary<(slot: Slot) => void> = fc.oneof(
  {
    weight: 4,
    arbitrary: oddValue.map((value) => ([holder, key]: Slot) => put(holder, key, value)),
  },
  fc.constant(([holder, key]: Slot) => void delete holder[key]),
  fc.tuple(fc.constantFrom(...ODD_KEYS), oddValue)
    .map(([odd, value]) => ([holder]: Slot) => {
      if (!Array.isArray(holder)) put(holder, odd, value);
    }),
  fc.constant(([holder, key]: Slot) => put(holder, key, [holder[key]])),
);

const changes = fc.array(fc.tuple(change, fc.nat()), { minLength: 1, maxLength: CHANGES_MAX });

function changed(text: string, list: readonly (readonly [(slot: Slot) => void, number])[]): string {
  const root: Json = { value: JSON.parse(text) };
  for (const [apply, at] of list) {
    const slots = slotsOf(root);
    const slot = slots[at % slots.length];
    if (slot !== undefined) apply(slot);
  }
  const written = JSON.stringify((root as { readonly value?: Json }).value) ?? "";
  return written.replaceAll(JSON.stringify(DEEP), DEEP_TEXT);
}

/** Captured JSON texts with other values, other keys, or other bytes in them. */
export function mutatedJson(...texts: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(fc.constantFrom(...texts), changes).map(([text, list]) =>
        changed(text, list)
      ),
    },
    mutatedText(...texts),
  );
}
