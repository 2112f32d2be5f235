import { assert, assertEquals, assertMatch } from "@std/assert";
import { CTRACK, runCtrack, startCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { succeed } from "../workload/finished.ts";
import { e2eTest } from "../workload/needs.ts";
import { randomName } from "../workload/tracing.ts";

const IMAGE = "busybox";

function docker({ socket }: Dockerd, ...args: readonly string[]): string[] {
  return ["docker", "-H", `unix://${socket}`, ...args];
}

function flagsOf({ socket }: Dockerd): string[] {
  return ["--docker-socket", socket];
}

/** Lines of a tree without what differs each time: pids, durations, signs. */
function shapes(stdout: string): string[] {
  return stdout.trimEnd().split("\n").map((line) =>
    line.replace(/\b\d+ (?:\((\d+)\) )?/, "# ").replace(/, [0-9.]+(?:us|ms|s)$/, "")
  );
}

async function runsHere(): Promise<void> {
  const both = await runCtrack(
    ["-q", "--no-header", "-c", "none", "--", "sh", "-c", "cat; exit 3"],
    {
      input: "as given",
    },
  );
  assertEquals(both, { code: 3, stdout: "as given", stderr: "" });
  const killed = await runCtrack([
    "-q",
    "--no-header",
    "-c",
    "none",
    "--",
    "sh",
    "-c",
    "kill -9 $$",
  ]);
  assertEquals(killed.code, 137);
  const began = await runCtrack(["-q", "-c", "none", "--", "true"]);
  assertEquals(began.code, 0);
  assertMatch(began.stdout, /^TIME .*\n$/);
  const missing = await runCtrack(["-c", "none", "--", "no-such-program-here"]);
  assertEquals([missing.code, missing.stdout], [2, ""]);
  assertMatch(missing.stderr, /cannot start "no-such-program-here"\n {2}because: no such file/);
  const nothing = await runCtrack(["--tree"]);
  assertEquals(nothing.code, 2);
  assertMatch(nothing.stderr, /write the command behind --/);
}

/** Nice values: of the command, and of ctrack, its parent. */
async function nicesAt(nice: number): Promise<string> {
  const own = Number(await succeed(["nice"]));
  const script = 'nice; ps -o ni= -p "$PPID"';
  const quiet = [CTRACK, "-q", "--no-header", "-c", "none", "--", "sh", "-c", script];
  const told = await succeed(["nice", "-n", String(nice - own), ...quiet]);
  return told.split(/\s+/).join(" ");
}

async function runsPromptlyItself(): Promise<void> {
  assertEquals(await nicesAt(0), "0 -10");
  assertEquals(await nicesAt(5), "5 5");
}

async function drawsTree(): Promise<void> {
  const script = "(sleep 0.01; exit 4) & wait; :";
  const { code, stdout } = await runCtrack(["-q", "--tree", "--ascii", "--", "sh", "-c", script]);
  assertEquals(code, 0);
  assertEquals(shapes(stdout), [
    "(host), # processes",
    `\`- # sh -c '${script}': code 0`,
    "   `- # sh: code 4",
    "      `- # sleep 0.01: code 0",
  ]);
}

async function waitsForOrphans(): Promise<void> {
  const file = await Deno.makeTempFile({ prefix: "ctrack-e2e-" });
  // The command ends at once; what it left behind, in a session of its own, goes on for a while.
  const script =
    `setsid sh -c 'while [ ! -s ${file}.go ]; do sleep 0.01; done; echo late > ${file}' &`;
  await using ctrack = await startCtrack(["--host", "-o", "json", "--", "sh", "-c", script]);
  await ctrack.until(
    "the command's end",
    ({ event, process }) =>
      event === "exit" && process?.command === "sh" && process.pid !== undefined,
  );
  await Deno.writeTextFile(`${file}.go`, "go");
  assertEquals((await ctrack.finished()).code, 0);
  assertEquals(await Deno.readTextFile(file), "late\n");
  for (const path of [file, `${file}.go`]) await Deno.remove(path);
}

async function waitsForContainers(dockerd: Dockerd): Promise<void> {
  const name = randomName("detached");
  const run = ["run", "--detach", "--name", name, IMAGE, "sh", "-c", "sleep 0.5; exit 6"];
  const { code, stdout } = await runCtrack([
    ...["-q", "-o", "json", "-c", name, "--fail-on-lost", "--fail-on-unlabelled"],
    ...[...flagsOf(dockerd), "--", ...docker(dockerd, ...run)],
  ]);
  const events = stdout.split("\n").filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  assertEquals(code, 0);
  const end = events.findLast(({ event, process }) => event === "exit" && process.role === "init");
  assertEquals([end.process.exit.code, end.container.name], [6, name]);

  const tree = await runCtrack([
    ...["-q", "--tree", "--ascii", ...flagsOf(dockerd), "--"],
    ...docker(dockerd, "run", "--rm", "--name", `${name}-2`, IMAGE, "sh", "-c", "true; exit 7"),
  ]);
  assertEquals(tree.code, 7);
  const [head = "", init = ""] = tree.stdout.split("\n");
  assertMatch(head, new RegExp(`^${name}-2, [0-9a-f]{12}, docker, ${IMAGE}, 1 process$`));
  assertMatch(init, /^`- \d+ \(1\) sh -c 'true; exit 7': code 7, [0-9.]+[mu]?s$/);
  assertMatch(tree.stdout, /^\(host\), /m);
  assert(tree.stdout.includes(`docker -H unix://${dockerd.socket} run`));
  await dockerd.run(["rm", name]);
}

async function handsOnSignals(): Promise<void> {
  const script = "trap 'echo told; exit 5' TERM; echo up; while :; do sleep 0.01; done";
  await using ctrack = await startCtrack([
    "-q",
    "--no-header",
    "-c",
    "none",
    "--",
    "sh",
    "-c",
    script,
  ], {
    waitReady: false,
  });
  await ctrack.untilLine(/^up$/);
  const { code, lines } = await ctrack.stop("SIGTERM");
  assertEquals(lines, ["up", "told"]);
  assertEquals(code, 5);
  const late = await runCtrack(
    ["-q", "--no-header", "-c", "none", "-t", "3s", "--", "sh", "-c", script],
  );
  assertEquals([late.code, late.stdout], [5, "up\ntold\n"]);
}

await e2eTest("ctrack -- CMD runs a command", ["tracing", "dockerd"], async (t) => {
  await using dockerd = await startDockerd();
  await dockerd.importBusybox(IMAGE);
  await t.step("with its own streams, and ends with its exit code", runsHere);
  await t.step(
    "with the nice value that its user gave it, whatever ctrack's own is",
    runsPromptlyItself,
  );
  await t.step("and draws what it started", drawsTree);
  await t.step("and waits for what outlives it", waitsForOrphans);
  await t.step("and for the containers that it started", () => waitsForContainers(dockerd));
  await t.step("and hands on a wish to end", handsOnSignals);
});
