import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fit } from "../../../src/output/format/text_width.ts";
import { createTable } from "../../../src/output/format/table.ts";
import { FIELDS } from "../../../src/output/format/fields.ts";
import type { FormatSpec } from "../../../src/output/format/format.ts";
import { isPrintable } from "../../../src/text/printable.ts";
import {
  anyLabelled,
  CONTEXT,
  exec,
  exit,
  inContainer,
  lineOf,
  LOST,
  onHost,
  PROCESS,
} from "./samples.ts";

const ESC = "\x1b";

function spec(changes: Partial<FormatSpec> = {}): FormatSpec {
  return { format: "table", ...CONTEXT, ...changes };
}

Deno.test("createTable() aligns its columns", () => {
  const table = createTable(spec({ width: 100 }));
  const user = {
    command: "\u4f60\u597d\u{1f600}",
    credentials: { ...PROCESS.credentials, uid: 1000 },
  };
  assertEquals([
    table.header(),
    lineOf(table, inContainer(exec({}, { parentPid: 1 }))),
    lineOf(table, inContainer(exit({ code: 1 }, user))),
    lineOf(table, onHost(LOST, undefined)),
  ], [
    "TIME         EVENT CONTAINER           PID  CPID    PPID  USER COMMAND    DETAILS",
    "23:10:54.123 exec  web                3846     7       1     0 sh         sh -c true",
    "23:10:54.123 exit  web                3846     7    3779  1000 \u4f60\u597d\u{1f600}     " +
    "code 1, 12.5ms",
    "23:10:54.123 lost                                                         " +
    "128 events lost (ring full)".slice(0, 25) + "\u2026",
  ]);
});

Deno.test("createTable() drops columns on narrow terminals in the stated order", () => {
  const headings = (width: number) => createTable(spec({ width })).header()?.split(/ +/).join(" ");
  assertEquals(headings(160), "TIME EVENT CONTAINER PID CPID PPID USER COMMAND DETAILS");
  assertEquals(headings(80), "TIME EVENT CONTAINER PID CPID COMMAND DETAILS");
  assertEquals(headings(60), "EVENT CONTAINER PID COMMAND DETAILS");
  assertEquals(headings(40), "EVENT CONTAINER DETAILS");
});

Deno.test("createTable() shows signal, reason and duration of an exit on 80 cells", () => {
  const killed = exit({ code: undefined, signal: "SIGKILL", oomKilled: true, duration: 245e9 });
  const line = lineOf(createTable(spec({ width: 80 })), inContainer(killed));
  assertEquals(line.endsWith(" SIGKILL (oom), 4m05s"), true);
});

Deno.test("createTable() never makes a line that wraps, whatever processes are called", () => {
  fc.assert(
    fc.property(anyLabelled, fc.integer({ min: 1, max: 200 }), (labelled, width) => {
      for (const fields of [undefined, ["process", "container.name"]]) {
        const table = createTable(spec({ width, fields }));
        for (const line of [table.header() ?? "", lineOf(table, labelled)]) {
          assert(
            fit(line, Infinity).cells <= width,
            `${fit(line, Infinity).cells} cells on ${width}: ${line}`,
          );
          assertEquals(isPrintable(line), true);
        }
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("createTable() cuts a long name but never a number", () => {
  const table = createTable(
    spec({ width: 80, fields: ["process.command", "process.vpid", "event"] }),
  );
  const line = lineOf(table, inContainer(exec({}, { vpid: 1234567890, command: "x".repeat(99) })));
  assertEquals(line, `${"x".repeat(29)}\u2026 1234567890 exec`);
});

Deno.test("createTable() cuts nothing with noTrunc, and nothing where there is no terminal", () => {
  const args = ["y".repeat(300)];
  const labelled = inContainer(exec({ args }, { command: "x".repeat(40) }));
  for (const changes of [{ width: 40, noTrunc: true }, {}]) {
    const line = lineOf(createTable(spec(changes)), labelled);
    assertEquals(line.includes("x".repeat(40)), true);
    assertEquals(line.endsWith("y".repeat(300)), true);
  }
});

Deno.test("createTable() colours containers and failures only when asked", () => {
  const failed = inContainer(exit({ code: 1 }));
  const plain = lineOf(createTable(spec({ width: 80 })), failed);
  const colored = lineOf(createTable(spec({ width: 80, color: true })), failed);
  const red = (text: string) => `${ESC}[31m${text}${ESC}[0m`;
  assertEquals(plain.includes(ESC), false);
  assertEquals(colored.includes(red("exit")), true);
  assertEquals(colored.includes(red("code 1, 12.5ms")), true);
  assertEquals(new RegExp(`${ESC}\\[(?!31m)\\d\\dmweb${ESC}\\[0m`).test(colored), true);
  assertEquals(colored.replaceAll(new RegExp(`${ESC}\\[\\d+m`, "g"), ""), plain);
});

Deno.test("createTable() has a column for each field named, in that order", () => {
  const table = createTable(spec({ fields: ["container.name", "process.pid"], width: 80 }));
  assertEquals(table.header()?.split(/ +/), ["CONTAINER", "PID"]);
  assertEquals(lineOf(table, inContainer(exec())).split(/ +/), ["web", "3846"]);
  const all = createTable(spec({ fields: FIELDS.map(({ name }) => name) }));
  assertEquals(all.header()?.split(/ +/), FIELDS.map(({ heading }) => heading));
});

Deno.test("createTable() leaves out the header when asked", () => {
  assertEquals(createTable(spec({ noHeader: true })).header(), undefined);
});
