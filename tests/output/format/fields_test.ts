import { assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import type { FieldType, FieldValue } from "../../../src/output/format/field.ts";
import { FIELDS } from "../../../src/output/format/fields.ts";
import { anyLabelled, CONTEXT } from "./samples.ts";

const IS_OF_TYPE: Readonly<Record<FieldType, (value: FieldValue) => boolean>> = {
  string: (value) => typeof value === "string",
  integer: (value) => Number.isSafeInteger(value),
  number: (value) => typeof value === "number" && Number.isFinite(value),
  boolean: (value) => value === true,
  map: (value) =>
    typeof value === "object" && Object.values(value).every((each) => typeof each === "string"),
  list: (value) => Array.isArray(value) && value.every((each) => typeof each === "string"),
  timestamp: (value) => typeof value === "string" && /^\d{4}-.*\.\d{9}Z$/.test(value),
};

Deno.test("FIELDS have unique names and headings, and meanings of one sentence", () => {
  assertEquals(new Set(FIELDS.map(({ name }) => name)).size, FIELDS.length);
  assertEquals(new Set(FIELDS.map(({ heading }) => heading)).size, FIELDS.length);
  for (const { name, meaning } of FIELDS) {
    assertMatch(name, /^[a-z0-9_]+(\.[a-z0-9_]+)*$/);
    assertMatch(meaning, /^[^.]*\.$/);
  }
});

Deno.test("FIELDS give values of their type, or nothing", () => {
  fc.assert(fc.property(anyLabelled, (labelled) => {
    for (const { name, type, get } of FIELDS) {
      const value = get(labelled, CONTEXT);
      assertEquals([name, value === undefined || IS_OF_TYPE[type](value)], [name, true]);
    }
  }));
});

Deno.test("FIELDS all have a value in some event", () => {
  const events = fc.sample(anyLabelled, { numRuns: 2000, seed: 7 });
  const never = FIELDS.filter(({ get }) => events.every((e) => get(e, CONTEXT) === undefined));
  assertEquals(never.map(({ name }) => name), []);
});
