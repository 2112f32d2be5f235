import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { FilterError } from "../../src/filter/filter_error.ts";
import { parseNamePattern } from "../../src/filter/name_pattern.ts";
import { WEB_ID } from "./labelled_events.ts";

const OTHER_ID = "c".repeat(64);

Deno.test("parseNamePattern() takes names, globs, exclusions and ids", () => {
  const cases: readonly (readonly [pattern: string, name: string | undefined, matches: boolean])[] =
    [
      ["web", "web", true],
      ["web", "web2", false],
      ["db, web", "web", true],
      ["web*", "web2", true],
      ["!web", "web", false],
      ["!web", "db", true],
      ["!web", undefined, true],
      ["web", undefined, false],
      ["web*,!web2", "web1", true],
      ["web*,!web2", "web2", false],
      ["web*,!web2", undefined, false],
      ["!web2,web*", "web2", false],
      [WEB_ID, undefined, true],
      [WEB_ID.slice(0, 12), "any", true],
      [WEB_ID.slice(0, 6), undefined, true],
      [WEB_ID.slice(0, 5), undefined, false],
      [OTHER_ID, "web", false],
      [OTHER_ID, OTHER_ID, false],
      [`!${WEB_ID.slice(0, 12)}`, "web", false],
      ["decade", "decade", true],
    ];
  for (const [pattern, name, matches] of cases) {
    const named = { names: name === undefined ? [] : [name], final: false, id: WEB_ID };
    assertEquals(parseNamePattern(pattern, { ids: true }).matches(named), matches, pattern);
  }
});

Deno.test("parseNamePattern() knows no ids unless asked", () => {
  const named = { names: ["x"], final: true, id: WEB_ID };
  assertEquals(parseNamePattern(WEB_ID).matches(named), false);
});

Deno.test("parseNamePattern().judge() is sure only of what no new name can turn", () => {
  const cases = [
    ["web", "maybe"],
    ["db", "maybe"],
    ["!web", "maybe"],
    ["!db", "maybe"],
    [WEB_ID, "yes"],
    [OTHER_ID, "no"],
    [`!${WEB_ID}`, "no"],
    [`!${OTHER_ID}`, "yes"],
    [WEB_ID.slice(0, 12), "yes"],
    ["cccccccc", "maybe"],
    [`${WEB_ID},!db`, "maybe"],
    [`web,${OTHER_ID}`, "maybe"],
  ] as const;
  for (const [pattern, verdict] of cases) {
    const named = { names: ["web"], final: false, id: WEB_ID };
    assertEquals(parseNamePattern(pattern, { ids: true }).judge(named), verdict, pattern);
  }
});

Deno.test("parseNamePattern().plainNames tells when a list of words says it all", () => {
  assertEquals(parseNamePattern("sh, ls").plainNames, ["sh", "ls"]);
  for (const text of ["sh,l*", "!sh", "sh,!ls"]) {
    assertEquals(parseNamePattern(text).plainNames, undefined);
  }
});

Deno.test("parseNamePattern() refuses empty terms", () => {
  for (const text of ["", " ", "a,", ",a", "a,,b", "!", "a,!"]) {
    assertThrows(() => parseNamePattern(text), FilterError, undefined, text);
  }
});

const term = fc.tuple(fc.constantFrom("", "!"), fc.constantFrom("a", "b", "a*", "?", "bbbbbb"))
  .map((parts) => parts.join(""));
const terms = fc.array(term, { minLength: 1, maxLength: 4 });
const id = fc.constantFrom("b".repeat(64), "c".repeat(64));
const name = fc.constantFrom("a", "b", "ab", "bbbbbb", "c");

Deno.test("parseNamePattern() includes any of the one and none of the other", () => {
  fc.assert(fc.property(terms, name, id, (list, name, id) => {
    const hit = (text: string) =>
      text === name || (text === "a*" && name.startsWith("a")) ||
      (text === "?" && name.length === 1) || (text === "bbbbbb" && id.startsWith(text));
    const excluded = list.some((each) => each.startsWith("!") && hit(each.slice(1)));
    const wanted = list.filter((each) => !each.startsWith("!"));
    const expected = !excluded && (wanted.length === 0 || wanted.some(hit));
    const pattern = parseNamePattern(list.join(","), { ids: true });
    assertEquals(pattern.matches({ names: [name], final: false, id }), expected);
  }));
});

Deno.test("parseNamePattern().judge() never contradicts what any name would give", () => {
  fc.assert(fc.property(terms, name, name, id, (list, now, later, id) => {
    const pattern = parseNamePattern(list.join(","), { ids: true });
    const verdict = pattern.judge({ names: [now], final: false, id });
    const matches = pattern.matches({ names: [later], final: false, id });
    assert(verdict === "maybe" || (verdict === "yes") === matches);
  }));
});

Deno.test("parseNamePattern() takes ids of the containers around one, too", () => {
  const outer = ["abcdef0123456789"];
  const named = { names: [], final: false, id: "f".repeat(64), outer };
  const [including, excluding] = ["abcdef01", "!abcdef01"].map((text) =>
    parseNamePattern(text, { ids: true })
  );
  assertEquals([including?.matches(named), excluding?.matches(named)], [true, false]);
  assertEquals([including?.judge(named), excluding?.judge(named)], ["yes", "no"]);
});
