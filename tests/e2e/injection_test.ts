/** Names of processes, containers, images, labels and cgroups do nothing to a terminal, a table, or a spreadsheet. */
import { assert, assertEquals } from "@std/assert";
import { FIELDS } from "../../src/output/format/fields.ts";
import { forbiddenIn } from "../text/forbidden.ts";
import { CTRACK, runCtrack, startCtrack } from "../workload/ctrack.ts";
import { type Hostile, HOSTILE_COUNT, HOSTILE_NAME, makeHostile } from "../workload/hostile.ts";
import { e2eTest } from "../workload/needs.ts";
import { startTmux } from "../workload/tmux.ts";

/** All fields at once, and all JSON. */
const TEMPLATE = `${FIELDS.map(({ name }) => `{{.${name}}}`).join("|")} {{json .}}`;

const FORMATS = ["table", "csv", "json", TEMPLATE];

/** Colours are ctrack's own; a process has none of its own making, since ESC never comes out of one. */
const COLOURS = new RegExp("\x1b\\[[0-9;]*m", "g");

/** All else that `ctrack top` tells a terminal: its own screen, where to write, and what to erase. */
const OF_SCREEN = new RegExp("\x1b\\[(?:\\?(?:1049|25|7)[hl]|\\d+;1H|2?[JK])", "g");

/** Nobody else's containers are of interest. */
function flagsOf({ socket }: Hostile): string[] {
  return ["--docker-socket", socket];
}

/** Fails unless all of a text may go to a terminal, line by line. */
function checkText(what: string, text: string): void {
  const shown = text.replaceAll(COLOURS, "").replaceAll("\n", "");
  assertEquals(forbiddenIn(shown), [], what);
}

/** Runs a command to its end and checks what it says. */
async function run(args: readonly string[], code = 0): Promise<string> {
  // A run that goes on is a failure, and not a wait.
  const result = await runCtrack(args, { wrap: ["timeout", "30"] });
  const what = `ctrack ${args.join(" ").slice(0, 60)}`;
  assertEquals(result.code, code, `${what}: ${result.stderr}`);
  checkText(what, result.stdout);
  checkText(what, result.stderr);
  // The encoder writes this for what is no text at all.
  assert(!`${result.stdout}${result.stderr}`.includes("\ufffd"), what);
  return result.stdout;
}

/** Lines without the last line end. */
function linesOf(text: string): readonly string[] {
  return text.split("\n").slice(0, -1);
}

/** What runs: as lists, trees, and one by one. */
async function checkPresent(hostile: Hostile, pids: readonly number[]): Promise<void> {
  const flags = flagsOf(hostile);
  const only = [...flags, "-c", hostile.id];
  for (const format of FORMATS) {
    const args = ["ps", ...only, "-o", format];
    const header = format === "table" || format === "csv" ? 1 : 0;
    assertEquals(linesOf(await run(args)).length, HOSTILE_COUNT + header, format);
  }
  assertEquals(linesOf(await run(["ps", ...only, "--no-trunc"])).length, HOSTILE_COUNT + 1);
  await run(["ps", "--tree", ...only]);
  assertEquals(linesOf(await run(["tree", hostile.id, ...flags])).length, HOSTILE_COUNT + 1);
  assertEquals(linesOf(await run(["containers", ...only])).length, 2);
  const [told = ""] = linesOf(await run(["containers", ...only, "-o", "json"]));
  assertEquals(JSON.parse(told).container.name, HOSTILE_NAME);
  assertEquals(JSON.parse(told).container.labels[HOSTILE_NAME], HOSTILE_NAME);
  const which = ["which", ...flags, ...pids.map(String)];
  assertEquals(linesOf(await run(which)).length, HOSTILE_COUNT + 1);
  assertEquals(linesOf(await run([...which, "-o", "json"])).length, HOSTILE_COUNT);
  assertEquals(linesOf(await run(["top", "-i", "200ms", ...only])).length, 2);
  await run(["top", "-i", "200ms", ...only, "-o", "json"]);
  for (const format of ["table", "json"]) await run(["doctor", "-v", "-o", format, ...flags]);
}

/** What `ctrack top` writes to a terminal, of the list of containers, and of one with its processes and events. */
async function checkScreen(hostile: Hostile, folder: string): Promise<void> {
  const screen = `${folder}/screen`;
  await using terminal = await startTmux(160, 40);
  await terminal.enter(
    `${CTRACK} top -i 100ms -c ${hostile.id} ${flagsOf(hostile).join(" ")}; echo over`,
  );
  await terminal.until(/1 container {2}4 processes/);
  await terminal.record(screen);
  await terminal.press("Enter");
  for (const command of COMMANDS_SHOWN) await terminal.until(command);
  await terminal.press("?");
  await terminal.until(/sort/);
  await terminal.press("q", "q", "q");
  await terminal.until(/^over$/m);
  const written = await Deno.readTextFile(screen);
  const end = written.indexOf("over\r\n");
  assert(end > 0 && written.includes(COMMANDS_SHOWN[0]));
  checkText("top", written.slice(0, end).replaceAll(OF_SCREEN, "").replaceAll("\r", ""));
}

/** Of each hostile process something that is printable as it is. */
const COMMANDS_SHOWN = ["{{json .}}", "@SUM(1+1)*cmd"] as const;

/** What was recorded, in each format and summary. */
async function checkPast(file: string, count: number): Promise<void> {
  for (const format of FORMATS) {
    const header = format === "table" || format === "csv" ? 1 : 0;
    const text = await run(["-r", file, "-o", format, ...format === "json" ? [] : ["-q"]]);
    assertEquals(linesOf(text).length, count + header, format);
    if (format === "csv") checkCells(linesOf(text));
  }
  await run(["-r", file, "--no-trunc", "--color", "always"]);
  await run(["-r", file, "--fields", "container.labels,process.command_args,cgroup.path"]);
  await run(["stats", "-r", file]);
  await run(["stats", "-r", file, "-o", "json"]);
  await run(["tree", "-r", file]);
}

/** Each record of CSV has all its cells, and none of them is a formula wherever a spreadsheet takes cells apart. */
function checkCells(lines: readonly string[]): void {
  const [header = ""] = lines;
  for (const line of lines) {
    const cells = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)]
      .map(([, quoted, bare]) => quoted?.replaceAll('""', '"') ?? bare ?? "");
    assertEquals(cells.length, header.split(",").length);
    for (const part of [...cells, ...line.split(";")]) {
      assert(!/^[\s"]*[=+\-@]/.test(part), part);
    }
  }
}

async function checkHistory(db: string, pid: number): Promise<void> {
  for (const question of ["runs", "failed", "longest", "life"]) {
    for (const format of FORMATS) await run(["history", question, "--db", db, "-o", format]);
  }
  await run(["history", "containers", "--db", db]);
  await run(["history", "ancestors", String(pid), "--db", db]);
}

/** What the user himself gives is said back to him in errors: it may be a name that he copied. */
async function checkRefusals(folder: string): Promise<void> {
  const name = HOSTILE_NAME.replace("\n", "\u2028");
  const config = `${folder}/\x1b[2J\u202e.yaml`;
  await Deno.writeTextFile(config, `"${"\\e[2J\\u202e\\u200b"}": 1\n`);
  const refused: readonly (readonly [args: readonly string[], code: number])[] = [
    [[name], 2],
    [[`--${name}`], 2],
    [["-o", name.replace("{{", "")], 2],
    [["-e", name], 2],
    [["-c", `[${name}`], 2],
    [["-l", `(${name}`], 2],
    [["-f", `"${name}" + 1`], 2],
    [["-f", name], 2],
    [["--fields", name], 2],
    [["-o", `{{${name}}}`], 2],
    [["-r", `${folder}/${name}`], 2],
    [["--config", config], 2],
    [["which", name], 2],
    [["history", "runs", "--db", `${folder}/${name}`], 1],
    [["ps", "-c", name, "--docker-socket", `${folder}/${name}`], 2],
  ];
  for (const [args, code] of refused) await run(args, code);
  await Deno.writeTextFile(`${folder}/cgroup`, `0::/docker/${"a".repeat(64)}/${name}\n7:${name}\n`);
  await run(["classify", `${folder}/cgroup`]);
}

await e2eTest("hostile names do nothing to whoever reads them", ["tracing"], async (t) => {
  await using hostile = await makeHostile();
  const folder = await Deno.makeTempDir({ prefix: "ctrack-injection-" });
  const [file, db] = [`${folder}/run`, `${folder}/history.db`];
  let pids: readonly number[] = [];
  let count = 0;
  try {
    await t.step("in live events", async () => {
      const history = ["history", "record", "--db", db, "-c", hostile.id, ...flagsOf(hostile)];
      await using recorder = await startCtrack(history, { waitReady: false });
      await recorder.untilStderr(/^ctrack: recording to /);
      const kinds = ["-e", "exec,exit", "-w", file, "-c", hostile.id];
      await using ctrack = await startCtrack(["-o", "json", ...kinds, ...flagsOf(hostile)]);
      pids = await hostile.start();
      await checkPresent(hostile, pids);
      await checkScreen(hostile, folder);
      await hostile.end();
      const isEnd = (
        { event, process }: { event: string; process?: { exit?: { code?: number } } },
      ) => event === "exit" && process?.exit?.code === 3;
      const ends = await ctrack.until("ends", isEnd, HOSTILE_COUNT);
      assertEquals(new Set(ends.map(({ process }) => process?.pid)), new Set(pids));
      for (const { container } of ends) assertEquals(container?.name, HOSTILE_NAME);
      const result = await ctrack.stop();
      count = result.lines.length;
      for (const line of [...result.lines, ...result.stderr]) checkText("trace", line);
      const recorded = await recorder.stop();
      for (const line of [...recorded.lines, ...recorded.stderr]) checkText("record", line);
    });
    await t.step("in recordings", () => checkPast(file, count));
    await t.step("in a history", () => checkHistory(db, pids[0] ?? 0));
    await t.step("in what is said of a command line", () => checkRefusals(folder));
    await t.step("in a tree of what a command started", async () => {
      const script = 'exec -a "$0" sleep 0';
      const args = ["--tree", "--", "bash", "-c", script, "\x1b[2J\u202e\u009b=1"];
      await run([...args]);
    });
    await t.step("on a terminal", async () => {
      const command = `${CTRACK} -r ${file} -q`;
      const { stdout } = await new Deno.Command("script", {
        args: ["-qec", command, "/dev/null"],
        env: { TERM: "xterm" },
      }).output();
      checkText("terminal", new TextDecoder().decode(stdout).replaceAll("\r\n", "\n"));
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
