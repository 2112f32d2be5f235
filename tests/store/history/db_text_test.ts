import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromDbText, toDbText } from "../../../src/store/history/db_text.ts";

/** Texts as the decoder makes them: whole characters, and bytes that are none. */
const TEXT = fc.array(
  fc.oneof(
    fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
    fc.constantFrom("\udc80", "\udcff", "\u20ac", "\u{1f600}", ""),
  ),
).map((parts) => parts.join(""));

Deno.test("toDbText() and fromDbText() keep every text", () => {
  fc.assert(fc.property(TEXT, (text) => {
    const kept = toDbText(text);
    assertEquals(typeof kept === "string", text.isWellFormed());
    const back = fromDbText(kept);
    // Two bytes that were no UTF-8 can be some together.
    assertEquals(toDbText(back), kept);
    if (typeof kept === "string") assertEquals(back, text);
  }));
});

Deno.test("fromDbText() takes any value and any bytes", () => {
  for (const value of [undefined, null, 5, 5n, {}]) assertEquals(fromDbText(value), "");
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    const kept = toDbText(fromDbText(bytes));
    const again = typeof kept === "string" ? new TextEncoder().encode(kept) : kept;
    assertEquals(again, bytes);
  }));
});
