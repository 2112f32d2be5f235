import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import stringWidth from "string-width";
import { paintLine } from "../../../src/commands/top/line.ts";
import { renderPicture, type Scene } from "../../../src/commands/top/render_picture.ts";
import type { Row } from "../../../src/commands/top/row.ts";
import { initialView, type ViewState } from "../../../src/commands/top/view_state.ts";
import { createWallClock } from "../../../src/output/format/clock.ts";
import { isPrintable } from "../../../src/text/printable.ts";
import { inside } from "../inventory/people.ts";
import { row, sampleOf } from "./rows.ts";

const CLOCK = createWallClock(0n);
const VIEW = initialView("cpu");

function scene(rows: readonly Row[], changes: Partial<Scene> = {}): Scene {
  return {
    sample: sampleOf(rows),
    tailOf:
      () => [inside("fork", { pid: 8 }), inside("exec", { pid: 8 }), inside("exit", { pid: 8 })],
    clock: CLOCK,
    warning: "",
    ...changes,
  };
}

function texts(of: Scene, view: Partial<ViewState> = {}, columns = 120, rows = 10): string[] {
  return renderPicture(of, { ...VIEW, ...view }, { columns, rows }).lines
    .map(({ text }) => text.trimEnd());
}

const BUSY = row("busy", {
  cpus: 0.25,
  memory: 3 << 20,
  rates: { exec: 2, fork: 1, exit: 0, failure: 0 },
  counts: { exec: 7, fork: 5, exit: 4, failure: 3 },
});
const IDLE = row("idle", { cpus: 0 });

Deno.test("renderPicture() shows the list, by the column that was asked for", () => {
  const [title, heading, ...lines] = texts(scene([IDLE, BUSY]));
  assertEquals(title, "ctrack top 00:00:05  2 containers  4 processes  2.0 exec/s");
  assertEquals(
    heading,
    "NAME               IMAGE       PROCS  EXEC/S  FORK/S  EXITS  FAILED CPU%\u2193   MEM COMMAND",
  );
  assertEquals(
    lines[0],
    "busy               nginx:1.27      2     2.0     1.0      4       3  25.0  3.0M sh",
  );
  assertEquals(lines[1]?.startsWith("idle "), true);
  assertEquals(texts(scene([BUSY, IDLE]), { isReversed: true })[2]?.startsWith("idle "), true);
  assertEquals(texts(scene([]), { sort: "name" })[1]?.startsWith("NAME\u2191"), true);
});

Deno.test("renderPicture() says what was lost, what is filtered and that it stands still", () => {
  const lost = scene([IDLE, BUSY], { sample: sampleOf([IDLE, BUSY], { lost: 1 }), warning: "w" });
  assertEquals(texts(lost).slice(1, 3), ["1 event lost: what is counted is too low", "w"]);
  const [title, , first, second] = texts(scene([IDLE, BUSY]), { filter: "idl", isPaused: true });
  assertEquals(title?.startsWith("PAUSED  ctrack top"), true);
  assertEquals([title?.endsWith("filter idl"), first?.slice(0, 4), second], [true, "idle", ""]);
  assertEquals(texts(scene([IDLE]), { typing: "x[" })[1], '/x[_  "x[" has a [ without ]');
  assertEquals(texts(scene([], { sample: undefined }))[0], "ctrack top: looking at what runs");
});

Deno.test("renderPicture() keeps the bar in sight", () => {
  const rows = Array.from({ length: 100 }, (_, i) => row(`c${String(i).padStart(2, "0")}`));
  for (const selected of ["c00", "c50", "c99"]) {
    const { lines, sight } = renderPicture(
      scene(rows),
      { ...VIEW, sort: "name", selected },
      { columns: 80, rows: 12 },
    );
    const bar = lines.filter(({ look }) => look === "selected");
    assertEquals(bar.map(({ text }) => text.slice(0, 3)), [selected]);
    assertEquals([lines.length, sight.page, sight.keys.length], [12, 9, 100]);
  }
});

Deno.test("renderPicture() shows one container with its tree and its last events", () => {
  const lines = texts(scene([BUSY]), { opened: "busy" }, 80, 12);
  assertEquals(lines.slice(1, 4), [
    "busy  bb0c00000000  nginx:1.27  docker",
    "PROCS 2  EXEC/S 2.0  FORK/S 1.0  EXITS 4  FAILED 3  CPU% 25.0  MEM 3.0M",
    "     PID    CPID COMMAND",
  ]);
  assertEquals(lines.slice(6, 10), [
    "TIME         EVENT          PID DETAILS",
    "00:00:00.000 fork             8 sh",
    "00:00:00.000 exec             8 sh",
    "00:00:00.000 exit             8 sh code 0, 1ns",
  ]);
  assertEquals(texts(scene([]), { opened: "busy" })[1], "This container has ended.");
});

Deno.test("renderPicture() tells the keys that do something now, where there is room", () => {
  const hints = (view: Partial<ViewState>, rows = 10) =>
    texts(scene([BUSY]), view, 80, rows).at(-1)?.split(" ")[0];
  assertEquals([hints({}), hints({ opened: "busy" })], ["Enter", "Up"]);
  assertEquals([hints({ typing: "x" }), hints({ isHelpOpen: true })], ["Enter", "q"]);
  assertEquals(hints({}, 7), "busy");
});

Deno.test("renderPicture() never has a line wider or a screen higher than the terminal", () => {
  const hostile = fc.string({ unit: "binary", maxLength: 40 });
  const wide = fc.string({ unit: fc.constantFrom("\u4e2d", "\u{1f433}", "e\u0301", "a") });
  const name = fc.oneof(hostile, wide);
  const any: fc.Arbitrary<Row> = fc.record({
    name,
    image: name,
    count: fc.nat(),
    rate: fc.double({ min: 0, max: 1e9, noNaN: true }),
    hasEnded: fc.boolean(),
  }).map(({ name, image, count, rate, hasEnded }) =>
    row(name, {
      hasEnded,
      cpus: rate,
      memory: count,
      counts: { exec: count, fork: count, exit: count, failure: count },
      rates: { exec: rate, fork: rate, exit: rate, failure: rate },
    }, { image })
  );
  const view: fc.Arbitrary<ViewState> = fc.record({
    isHelpOpen: fc.boolean(),
    opened: fc.constantFrom(undefined, "x", ""),
    typing: fc.constantFrom(undefined, "w", "\u4e2d".repeat(99), "["),
    scroll: fc.nat(5),
    place: fc.nat(5),
  }).map((changes) => ({ ...VIEW, ...changes }));
  fc.assert(
    fc.property(
      fc.array(any, { maxLength: 8 }),
      view,
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 40 }),
      (rows, state, columns, height) => {
        const opened = state.opened === undefined ? undefined : rows[0]?.key;
        const of = scene(rows, { warning: "\u4e2d".repeat(100) });
        const { lines } = renderPicture(of, { ...state, opened }, { columns, rows: height });
        assert(lines.length <= height);
        for (const { text } of lines) {
          assert(stringWidth(text) <= columns, `${stringWidth(text)} of ${columns}: ${text}`);
          assert(isPrintable(text), text);
        }
      },
    ),
  );
});

Deno.test("paintLine() uses colours only where they are wanted", () => {
  const alert = { text: "x", look: "alert" } as const;
  assertEquals(paintLine(alert, true), "\x1b[1m\x1b[31mx\x1b[0m");
  assertEquals(paintLine(alert, false), "\x1b[1mx\x1b[0m");
  assertEquals(paintLine({ text: "x", look: "plain" }, true), "x");
});
