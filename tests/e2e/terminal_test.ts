import { assert, assertEquals } from "@std/assert";
import stringWidth from "string-width";
import { makeContainerCgroup } from "../bench/container_cgroup.ts";
import { type Ctrack, startCtrack } from "../workload/ctrack.ts";
import { e2eTest } from "../workload/needs.ts";
import { command, copyPrograms, type Programs } from "../workload/programs.ts";

/** Arguments that are wide, long, and cut in the middle of a wide character sooner or later. */
const WIDE = ["\u4e2d\u6587\u5b57\u7b26".repeat(20), "\u{1f433}\u{1f433}", "e\u0301 x".repeat(30)];

/** Starts ctrack on a terminal of its own; what it writes to stderr comes with the rest. */
async function onTerminal(
  columns: number,
  flags: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ctrack> {
  const script = `script -qefc "stty cols ${columns} rows 24; tty; exec $*" /dev/null`;
  const ctrack = await startCtrack(flags, {
    wrap: ["sh", "-c", script, "sh"],
    env,
    waitReady: false,
  });
  await ctrack.untilLine(/^ctrack: tracing/);
  return ctrack;
}

/** Lines of the table, header first, as a terminal shows them: no colours, no line ends. */
function tableOf(ctrack: Ctrack): string[] {
  const lines = ctrack.lines.map(plain).filter((line) => !/^(ctrack: |\/dev\/)/.test(line));
  return lines.slice(lines.findIndex((line) => line.includes("EVENT")));
}

function plain(line: string): string {
  // deno-lint-ignore no-control-regex
  return line.replace(/\x1b\[[0-9;]*[mK]/g, "").replace(/\r$/, "");
}

/** The part of a line that stands in this cell and behind it. */
function fromCell(line: string, cell: number): string {
  let width = 0;
  for (const [index, { segment }] of [...new Intl.Segmenter().segment(line)].entries()) {
    if (width === cell) {
      return [...new Intl.Segmenter().segment(line)].slice(index)
        .map((each) => each.segment).join("");
    }
    width += stringWidth(segment);
  }
  return "";
}

/** Each row is as its header says: cells begin where their heading does. */
function checkAligned([header = "", ...rows]: readonly string[], columns: number): void {
  assert(rows.length > 0);
  const [event, place, details] = ["EVENT", "CONTAINER", "DETAILS"].map((heading) => {
    assert(header.includes(heading), header);
    return header.indexOf(heading);
  });
  for (const row of rows) {
    assert(stringWidth(row) <= columns, `${stringWidth(row)} cells: ${row}`);
    const kind = /^(exec|exit) /.exec(fromCell(row, event ?? -1))?.[1];
    assert(kind !== undefined, row);
    // An id, and a question mark as nobody told a name.
    assert(/^[0-9a-f]{12}\? /.test(fromCell(row, place ?? -1)), row);
    const text = fromCell(row, details ?? -1);
    // The program was not started by a runtime: it moved itself in.
    const told = text.replace(/^\[entered\] /, "");
    // The narrowest table has room for 18 cells here.
    const expected = kind === "exit" ? "code 0" : "leaf no";
    assert(told.startsWith(expected), row);
  }
}

async function work(programs: Programs, procs: string): Promise<void> {
  // A short name leaves room for the arguments.
  const script = 'cd "$1" && procs=$2 && shift 2 && exec ./act in "$procs" leaf none "$@"';
  await command("sh", ["-c", script, "sh", programs.folder, procs, ...WIDE]);
}

await e2eTest("ctrack on a terminal", ["tracing", "programs", "program:script"], async (t) => {
  await using programs = await copyPrograms();
  await using cgroup = await makeContainerCgroup();
  const flags = ["-c", cgroup.id, "-e", "exec,exit", "--docker-socket", "/no/such/socket"];

  for (const columns of [80, 60, 40, 200]) {
    await t.step(`a table of ${columns} columns is aligned and no wider`, async () => {
      await using ctrack = await onTerminal(columns, [...flags, "--max-events", "4"]);
      await work(programs, cgroup.procs);
      await work(programs, cgroup.procs);
      await ctrack.finished();
      const table = tableOf(ctrack);
      assertEquals(table.length, 5);
      assert(stringWidth(table[0] ?? "") <= columns);
      checkAligned(table, columns);
    });
  }

  await t.step("a terminal that is made narrower gets narrower lines", async () => {
    await using ctrack = await onTerminal(120, [...flags, "--max-events", "4"]);
    const terminal = plain(await ctrack.untilLine(/^\/dev\//));
    await work(programs, cgroup.procs);
    await ctrack.untilLine(/code 0/);
    await command("stty", ["-F", terminal, "cols", "60"]);
    await work(programs, cgroup.procs);
    await ctrack.finished();
    const rows = tableOf(ctrack).slice(1);
    assertEquals(rows.length, 4);
    assert(rows.slice(0, 2).some((row) => stringWidth(row) > 60));
    for (const row of rows.slice(2)) assert(stringWidth(row) <= 60, row);
  });

  await t.step("colours on a terminal, unless NO_COLOR or a dumb one says no", async () => {
    const colours = async (more: readonly string[], env: Readonly<Record<string, string>>) => {
      await using ctrack = await onTerminal(80, [...flags, "--max-events", "2", ...more], env);
      await work(programs, cgroup.procs);
      const { lines } = await ctrack.finished();
      return lines.some((line) => line.includes("\x1b["));
    };
    assertEquals(await colours([], {}), true);
    assertEquals(await colours([], { NO_COLOR: "1" }), false);
    assertEquals(await colours([], { TERM: "dumb" }), false);
    assertEquals(await colours(["--color", "never"], {}), false);
    assertEquals(await colours(["--color", "always"], { NO_COLOR: "1" }), true);
  });

  await t.step("no colours without a terminal", async () => {
    await using ctrack = await startCtrack([...flags, "--max-events", "2"]);
    await work(programs, cgroup.procs);
    const { lines } = await ctrack.finished();
    assertEquals(lines.length, 3);
    assertEquals(lines.filter((line) => line.includes("\x1b")), []);
  });
});
