import { assert, assertEquals, assertMatch } from "@std/assert";
import stringWidth from "string-width";
import { CTRACK, runCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { e2eTest } from "../workload/needs.ts";
import { startTmux, type Tmux } from "../workload/tmux.ts";
import { newContainer, randomName } from "../workload/tracing.ts";

const IMAGE = "top-busybox:1.0";

/** Five failures: with the shell 6 programs, 5 forks inside, 6 exits. */
const WORK = "for i in 1 2 3 4 5; do /bin/false; done; true";

/** Two containers, each a shell that waits for a child. */
interface Stage {
  readonly dockerd: Dockerd;
  readonly tmux: Tmux;
  readonly one: string;
  readonly two: string;
  /** What begins all their names. */
  readonly prefix: string;
  /** The terminal's modes before anything ran in it. */
  readonly modes: string;
}

async function setStage(dockerd: Dockerd, tmux: Tmux): Promise<Stage> {
  const prefix = randomName("top");
  const [one, two] = [`${prefix}-a`, `${prefix}-b`];
  for (const name of [one, two]) {
    const shell = ["sh", "-c", "sleep 1000 & wait"];
    await dockerd.run(newContainer("run", name, "--detach", "--stop-timeout=1", IMAGE, ...shell));
  }
  return { dockerd, tmux, one, two, prefix, modes: await tmux.modes() };
}

function flagsOf({ dockerd, prefix }: Stage): string[] {
  return ["-i", "200ms", "-c", `${prefix}*`, "--docker-socket", dockerd.socket];
}

function work({ dockerd }: Stage, name: string): Promise<string> {
  return dockerd.run(["exec", name, "sh", "-c", WORK]);
}

/** Starts it in the terminal, sorted by name. */
async function start(stage: Stage, env = "", ...flags: readonly string[]): Promise<void> {
  const args = ["top", "--sort", "name", ...flagsOf(stage), ...flags];
  await stage.tmux.enter(`clear; ${env} ${CTRACK} ${args.join(" ")}; echo code $?`);
}

/** A row with processes, exits and failures as given, whatever else is in it. */
function rowOf(name: string, processes: number, exits: number, failed: number): RegExp {
  const rates = "[\\d.]+ +[\\d.]+";
  return new RegExp(
    `^${name} +${IMAGE.slice(0, 8)}\\S* +${processes} +${rates} +${exits} +${failed} `,
    "m",
  );
}

async function untilEnded({ tmux, modes }: Stage, code: number): Promise<void> {
  await tmux.until(new RegExp(`^code ${code}$`, "m"));
  await tmux.untilPrompt();
  assertEquals(await tmux.modes(), modes);
}

async function showsContainers(stage: Stage): Promise<void> {
  const { tmux, one, two } = stage;
  await start(stage);
  await tmux.until(rowOf(one, 2, 0, 0));
  await tmux.until(rowOf(two, 2, 0, 0));
  await work(stage, one);
  const lines = await tmux.until(rowOf(one, 2, 6, 5));
  assertMatch(lines.join("\n"), rowOf(two, 2, 0, 0));
  // CPU and memory of real cgroups, and the program that was started last.
  const row = lines.find((line) => line.startsWith(one)) ?? "";
  assertMatch(row, / \d+\.\d +\d+(\.\d)?[KM] \/bin\/false$/);
  assertMatch(lines[0] ?? "", /^ctrack top \S+ {2}2 containers {2}4 processes/);
}

async function opensOne(stage: Stage): Promise<void> {
  const { tmux, one, two } = stage;
  await tmux.press("Down", "Enter");
  const lines = await tmux.until((shown) => shown[1]?.startsWith(two) === true);
  assertMatch(lines[4] ?? "", /^ *\d+ +1 sh -c 'sleep 1000 & wait'$/);
  assertMatch(lines[5] ?? "", /^ *\d+ +\d+ \u2514\u2500 sleep 1000$/);
  await work(stage, one);
  await work(stage, two);
  const after = await tmux.until((shown) =>
    shown.filter((line) => / exit +\d+ false code 1, /.test(line)).length === 5
  );
  assertEquals(after.filter((line) => / exec +\d+ \/bin\/false$/.test(line)).length, 5);
  assertEquals(after.filter((line) => / exec +\d+ \[exec\] sh -c /.test(line)).length, 1);
  await tmux.press("Escape");
  await tmux.until(rowOf(two, 2, 6, 5));
}

async function filtersAndSorts({ tmux, one, two }: Stage): Promise<void> {
  const names = (lines: readonly string[]) =>
    lines.flatMap((line) => [one, two].filter((name) => line.startsWith(`${name} `)));
  const untilNames = (...wanted: readonly string[]) =>
    tmux.until((lines) => names(lines).join() === wanted.join());
  await untilNames(one, two);
  await tmux.press("r");
  await untilNames(two, one);
  await tmux.press("r", "/");
  await tmux.press("-l", "b,nothing*");
  await tmux.until("/b,nothing*_");
  await tmux.press("BSpace", "Enter");
  // The image has a b, too: only a glob is a whole name.
  await tmux.press("/");
  await tmux.press("-l", ",!*-a");
  await untilNames(two);
  await tmux.press("Enter");
  await tmux.until(/filter b,nothing,!\*-a$/m);
  await tmux.press("Escape");
  await untilNames(one, two);
}

async function pausesAndHelps(stage: Stage): Promise<void> {
  const { tmux, one } = stage;
  await tmux.press("Space");
  await tmux.until(/^PAUSED/);
  await work(stage, one);
  await tmux.press("h");
  await tmux.until("Columns, by the letter that sorts");
  await tmux.press("h");
  await tmux.until(rowOf(one, 2, 12, 10));
  await tmux.press("p");
  await tmux.until(rowOf(one, 2, 18, 15));
}

async function fitsWindows({ tmux }: Stage): Promise<void> {
  for (const [columns, rows] of [[60, 10], [40, 6], [20, 4], [200, 50]] as const) {
    await tmux.resize(columns, rows);
    const hasHint = rows >= 8;
    const lines = await tmux.until((shown) =>
      shown.some((line) => line.startsWith("NAME")) &&
      shown[0]?.startsWith("ctrack top") === true &&
      (!hasHint || shown.length === rows) &&
      shown.some((line) => line.includes("COMMAND")) === columns >= 60
    );
    for (const line of lines) assert(stringWidth(line) <= columns, line);
  }
  await tmux.resize(120, 30);
  await tmux.until((shown) => shown.length === 30);
}

async function suspendsAndResumes({ tmux, modes, one }: Stage): Promise<void> {
  await tmux.press("C-z");
  await tmux.untilPrompt();
  assertEquals(await tmux.modes(), modes);
  await tmux.enter("clear; fg");
  await tmux.until(rowOf(one, 2, 18, 15));
  await tmux.press("Down");
  assert((await tmux.modes()).startsWith("1 0 0 "));
}

async function endsWell(stage: Stage): Promise<void> {
  const { tmux, one } = stage;
  await tmux.press("q");
  await tmux.untilPrompt();
  // A shell forgets the rest of a line whose program it stopped.
  await tmux.enter("echo code $?");
  await untilEnded(stage, 0);
  const endings = [["C-c", 130], ["SIGTERM", 143], ["SIGHUP", 129], ["C-\\", 131]] as const;
  for (const [how, code] of endings) {
    await start(stage);
    await tmux.until(rowOf(one, 2, 0, 0));
    if (how === "SIGTERM" || how === "SIGHUP") Deno.kill(await tmux.child(), how);
    else await tmux.press(how);
    await untilEnded(stage, code);
  }
}

async function heedsTheTerminal(stage: Stage): Promise<void> {
  const { tmux, one } = stage;
  await start(stage, "TERM=dumb");
  const lines = await tmux.until(rowOf(one, 2, 0, 0));
  assertMatch(lines.join("\n"), /^NAME +IMAGE +PROCS/m);
  await untilEnded(stage, 0);
}

/** More than the ring holds while nobody reads it: 1000 execs with 8,000 bytes of arguments each. */
const STORM =
  "x=$(printf %08000d 0); i=0; while [ $i -lt 1000 ]; do /bin/true $x; i=$((i + 1)); done";

async function survivesLosses(stage: Stage): Promise<void> {
  const { dockerd, tmux, one } = stage;
  await start(stage);
  await tmux.until(rowOf(one, 2, 0, 0));
  await work(stage, one);
  await tmux.until(rowOf(one, 2, 6, 5));
  await tmux.press("C-z");
  await tmux.untilPrompt();
  await dockerd.run(["exec", one, "sh", "-c", STORM]);
  await tmux.enter("clear; fg");
  await tmux.until(/^\d+ events lost: what is counted is too low$/m);
  const count = async (wanted: (exits: number) => boolean) => {
    let exits = 0;
    await tmux.until((lines) => {
      const row = lines.find((line) => line.startsWith(one))?.split(/ +/) ?? [];
      exits = Number(row[5]);
      return row[2] === "2" && wanted(exits);
    });
    return exits;
  };
  const before = await count((exits) => exits > 6 && exits < 1000);
  await work(stage, one);
  assertEquals(await count((exits) => exits !== before), before + 6);
  await tmux.press("q");
  await tmux.untilPrompt();
}

async function showsShortOnes(stage: Stage): Promise<void> {
  const { dockerd, tmux, prefix } = stage;
  await start(stage);
  await tmux.until(rowOf(stage.two, 2, 0, 0));
  const name = `${prefix}-short`;
  await dockerd.docker(newContainer("run", name, "--rm", IMAGE, "/bin/false"));
  await tmux.until(rowOf(name, 0, 1, 1));
  await tmux.press("q");
  await untilEnded(stage, 0);
}

await e2eTest(
  "ctrack top on a terminal",
  ["tracing", "dockerd", "program:tmux"],
  async (t) => {
    await using dockerd = await startDockerd();
    await dockerd.importBusybox(IMAGE);
    await using tmux = await startTmux(120, 30);
    const stage = await setStage(dockerd, tmux);
    const steps = {
      "shows containers with exact counts, CPU and memory": showsContainers,
      "Enter opens a container: its tree and its events": opensOne,
      "filters as it is typed, sorts and reverses": filtersAndSorts,
      "pauses while it counts on, and helps": pausesAndHelps,
      "fits windows of any size": fitsWindows,
      "is suspended and resumed": suspendsAndResumes,
      "gives the terminal back at each end": endsWell,
      "goes on when events were lost, and says so": survivesLosses,
      "shows for a while what lived for a moment": showsShortOnes,
      "prints plainly on a terminal that cannot move its cursor": heedsTheTerminal,
    };
    for (const [name, step] of Object.entries(steps)) await t.step(name, () => step(stage));

    await t.step("prints as many tables as asked for where there is no terminal", async () => {
      const { code, stdout, stderr } = await runCtrack(
        ["top", "--iterations", "2", "--sort", "name", ...flagsOf(stage)],
      );
      assertEquals([code, stderr], [0, ""]);
      const tables = stdout.trimEnd().split("\n\n").map((table) => table.split("\n"));
      assertEquals(tables.map((lines) => lines.length), [3, 3]);
      for (const [heading = "", ...rows] of tables) {
        assertMatch(
          heading,
          /^NAME +IMAGE +PROCS +EXEC\/S +FORK\/S +EXITS +FAILED +CPU% +MEM +COMMAND$/,
        );
        assertEquals(rows.map((row) => row.split(" ")[0]), [stage.one, stage.two]);
      }
    });

    await t.step("prints JSON, a line for each container", async () => {
      const { code, stdout } = await runCtrack(
        ["top", "-o", "json", "--sort", "name", ...flagsOf(stage)],
      );
      const found = stdout.trimEnd().split("\n").map((line) => JSON.parse(line));
      assertEquals([code, found.map(({ container }) => container.name)], [0, [
        stage.one,
        stage.two,
      ]]);
      for (const { container, processes, events, interval_ms } of found) {
        assertEquals([processes.count, events.exec], [2, { count: 0, rate: 0 }]);
        assert(interval_ms >= 200);
        assert(container.cpu.usage >= 0 && container.memory.usage > 0, stdout);
      }
    });
  },
);
