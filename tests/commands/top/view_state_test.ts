import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  filterOf,
  initialView,
  press,
  selectedPlace,
  type Sight,
  type ViewState,
} from "../../../src/commands/top/view_state.ts";
import type { Key } from "../../../src/terminal/key.ts";

const SIGHT: Sight = { keys: ["a", "b", "c", "d", "e"], page: 2, treeLines: 10 };

const NAMED = [
  "up",
  "down",
  "left",
  "right",
  "home",
  "end",
  "page-up",
  "page-down",
  "enter",
  "escape",
  "backspace",
  "delete",
  "tab",
] as const;

/** The view after these keys; a word of several letters that is no key is typed. */
function after(keys: readonly (Key | string)[], sight = SIGHT): ViewState {
  return keys.flatMap(toKeys).reduce((view, key) => press(view, key, sight), initialView("cpu"));
}

function toKeys(key: Key | string): readonly Key[] {
  if (typeof key !== "string") return [key];
  const named = [...NAMED, "interrupt"].find((name) => name === key) as Key | undefined;
  return named === undefined ? [...key].map((text) => ({ text })) : [named];
}

/** Container under the bar after these keys. */
function under(...keys: readonly string[]): string | undefined {
  return SIGHT.keys[selectedPlace(after(keys), SIGHT.keys)];
}

Deno.test("press() moves the bar within the list", () => {
  assertEquals(under(), "a");
  assertEquals(under("up"), "a");
  assertEquals(under("down", "down"), "c");
  assertEquals(under("j", "j", "k"), "b");
  assertEquals(under("page-down"), "c");
  assertEquals(under("end"), "e");
  assertEquals(under("end", "down"), "e");
  assertEquals(under("end", "page-up"), "c");
  assertEquals(under("end", "home"), "a");
});

Deno.test("selectedPlace() stays with its container, and with its place when that has gone", () => {
  const view = after(["down", "down"]);
  assertEquals(selectedPlace(view, ["c", "a", "b"]), 0);
  assertEquals(selectedPlace(view, ["a", "b", "d"]), 2);
  assertEquals(selectedPlace(view, ["a"]), 0);
  assertEquals(selectedPlace(view, []), 0);
});

Deno.test("press() opens a container and comes back to it", () => {
  const opened = after(["down", "enter"]);
  assertEquals([opened.opened, opened.scroll], ["b", 0]);
  assertEquals(after(["enter"], { ...SIGHT, keys: [] }).opened, undefined);
  for (const key of ["q", "escape"]) {
    const back = after(["down", "enter", key]);
    assertEquals([back.opened, back.isOver, selectedPlace(back, SIGHT.keys)], [
      undefined,
      false,
      1,
    ]);
  }
});

Deno.test("press() scrolls the tree as far as it goes", () => {
  const scrolled = (...keys: string[]) => after(["enter", ...keys]).scroll;
  assertEquals(scrolled("down"), 1);
  assertEquals(scrolled("page-down"), 2);
  assertEquals(scrolled("end"), 8);
  assertEquals(scrolled("end", "down", "up"), 7);
  assertEquals(scrolled("up"), 0);
});

Deno.test("press() sorts by letter and by neighbour, and reverses", () => {
  assertEquals(after(["M"]).sort, "memory");
  assertEquals(after(["<"]).sort, "failed");
  assertEquals(after([">", ">"]).sort, "command");
  assertEquals(after([">", ">", ">"]).sort, "command");
  assertEquals(after(["N", "<"]).sort, "name");
  assertEquals(after(["r"]).isReversed, true);
  assertEquals(after(["r", "E"]), { ...after([]), sort: "exec" });
});

Deno.test("press() types a filter, which holds while it is typed", () => {
  assertEquals(filterOf(after(["/", "web"])), "web");
  const done = after(["/", "webq", "backspace", "enter"]);
  assertEquals([done.filter, done.typing, done.isOver], ["web", undefined, false]);
  assertEquals(filterOf(after(["/", "web", "enter", "/", "-1", "escape"])), "web");
  assertEquals(after(["/", "web", "enter", "/"]).typing, "web");
  assertEquals(after(["/", "["]).typing, "[");
  assertEquals(after(["/", "[", "enter"]).typing, "[");
  assertEquals(after(["/", "web", "enter", "escape"]).filter, "");
  assertEquals(after(["/", "\u{1f433}", "backspace"]).typing, "");
  assertEquals(after(["/", "x".repeat(1000)]).typing?.length, 256);
});

Deno.test("press() pauses, helps and ends", () => {
  assertEquals(after(["p"]).isPaused, true);
  assertEquals(after(["p", " "]).isPaused, false);
  for (const key of ["h", "?"]) assertEquals(after([key]).isHelpOpen, true);
  for (const key of ["h", "q", "escape"]) {
    assertEquals([after(["h", key]).isHelpOpen, after(["h", key]).isOver], [false, false]);
  }
  assertEquals(after(["h", "down", "E"]), after(["h"]));
  for (const key of ["q", "escape", "interrupt"]) assertEquals(after([key]).isOver, true);
  assertEquals(after(["/", "x", "interrupt"]).isOver, true);
});

Deno.test("press() takes any keys, and stays within what there is", () => {
  const key: fc.Arbitrary<Key> = fc.oneof(
    fc.constantFrom(...NAMED),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }).map((text) => ({ text })),
    fc.constantFrom(..."/<>rphN?q ").map((text) => ({ text })),
  );
  fc.assert(
    fc.property(fc.array(key), fc.nat(5), fc.nat(9), fc.nat(9), (keys, count, page, treeLines) => {
      const sight = { keys: SIGHT.keys.slice(0, count), page, treeLines };
      const view = keys.reduce((state, each) => press(state, each, sight), initialView("cpu"));
      const place = selectedPlace(view, sight.keys);
      assert(place >= 0 && place <= Math.max(0, count - 1));
      assert(view.scroll >= 0 && view.scroll <= Math.max(0, treeLines - page));
    }),
  );
});
