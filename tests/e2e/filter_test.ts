import { assert, assertEquals } from "@std/assert";
import { type Ctrack, startCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { type EventLine, isOf, isOfRuntime, processOf } from "../workload/event_line.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import {
  IMAGE,
  newContainer,
  NOTHING_LOST,
  randomName,
  startTracing,
  untilLogged,
} from "../workload/tracing.ts";

/** As many ctracks run side by side: more would only wait for the CPUs. */
const AT_ONCE = 8;

const OTHER_IMAGE = "other/acts:2.0";

/** Two containers that differ in name and image; work comes into them by `docker exec`. */
interface Pair {
  readonly dockerd: Dockerd;
  readonly first: string;
  readonly second: string;
  readonly firstId: string;
  readonly secondId: string;
}

/** Flags, and which events of the pair they must let through. */
interface Case {
  readonly flags: readonly string[];
  readonly passes: (line: EventLine) => boolean;
}

/** What runs in the pair for each batch of cases: 5 leaves of two users, which end with 0, 1 and 2. */
async function work({ dockerd, first, second }: Pair): Promise<void> {
  await dockerd.run(["exec", "-u", "1000:1000", first, "/bin/act", "spawn", "3", "/bin/leaf"]);
  await dockerd.run(["exec", second, "/bin/act", "spawn", "2", "/bin/leaf"]);
}

function casesFor({ first, second, firstId, secondId }: Pair): readonly Case[] {
  const inFirst = ({ container }: EventLine) => container?.id === firstId;
  const inSecond = ({ container }: EventLine) => container?.id === secondId;
  const isExec = ({ event }: EventLine) => event === "exec";
  const isExit = ({ event }: EventLine) => event === "exit";
  const codeOf = ({ process }: EventLine) => process?.exit?.code;
  const isFailure = (line: EventLine) => isExit(line) && codeOf(line) !== 0;
  const isLeaf = ({ process }: EventLine) => process?.command === "leaf";
  const isAct = ({ process }: EventLine) => process?.command === "act";
  const isUser = ({ process }: EventLine) => process?.user.id === 1000;
  const all = () => true;
  const none = () => false;
  return [
    { flags: [], passes: all },
    { flags: ["-e", "exec"], passes: isExec },
    { flags: ["-e", "exit"], passes: isExit },
    { flags: ["-e", "fork"], passes: ({ event }) => event === "fork" },
    { flags: ["-e", "exec,exit"], passes: (line) => isExec(line) || isExit(line) },
    { flags: ["-c", first], passes: inFirst },
    { flags: ["-c", `${first},${second}`], passes: all },
    { flags: ["-c", `${first.slice(0, -3)}*`], passes: inFirst },
    { flags: ["-c", `!${first}`], passes: inSecond },
    { flags: ["-c", `*${first.slice(-4)},*${second.slice(-4)},!${second}`], passes: inFirst },
    { flags: ["-c", firstId.slice(0, 12)], passes: inFirst },
    { flags: ["-c", secondId], passes: inSecond },
    { flags: ["-c", `!${secondId.slice(0, 8)}`], passes: inFirst },
    { flags: ["-c", "no-such-container"], passes: none },
    { flags: ["--image", IMAGE], passes: inFirst },
    { flags: ["--image", "other/*"], passes: inSecond },
    { flags: ["--image", "other/acts"], passes: inSecond },
    { flags: ["--image", "!other/acts"], passes: inFirst },
    { flags: ["--runtime", "docker"], passes: all },
    { flags: ["--runtime", "podman"], passes: none },
    { flags: ["-u", "1000"], passes: isUser },
    { flags: ["-u", "0,1000"], passes: all },
    { flags: ["-u", "4242"], passes: none },
    { flags: ["--comm", "leaf"], passes: isLeaf },
    { flags: ["--comm", "l*f"], passes: isLeaf },
    { flags: ["--comm", "!leaf"], passes: (line) => !isLeaf(line) },
    { flags: ["--comm", "leaf,act"], passes: (line) => isLeaf(line) || isAct(line) },
    { flags: ["-x"], passes: isFailure },
    { flags: ["-f", "process.exit.code == 2"], passes: (line) => codeOf(line) === 2 },
    {
      flags: ["-f", `container.name == "${first}" && event != "exit"`],
      passes: (line) => inFirst(line) && !isExit(line),
    },
    {
      flags: ["-f", 'process.command_args.exists(word, word == "1")'],
      passes: (line) => line.process?.command_args?.includes("1") === true,
    },
    {
      flags: ["-f", 'process.user.id == 1000 || event == "fork"'],
      passes: (line) => isUser(line) || line.event === "fork",
    },
    { flags: ["-f", 'process.exit.signal == "SIGKILL"'], passes: none },
    { flags: ["-c", first, "-x"], passes: (line) => inFirst(line) && isFailure(line) },
    {
      flags: ["-c", second, "-e", "exec", "--comm", "leaf", "-u", "0"],
      passes: (line) => inSecond(line) && isExec(line) && isLeaf(line),
    },
    {
      flags: ["--image", "acts", "-e", "exit", "-f", "process.exit.code > 0", "--comm", "leaf"],
      passes: (line) => inFirst(line) && isFailure(line) && isLeaf(line),
    },
    { flags: ["-c", first, "--image", "other/acts"], passes: none },
    { flags: ["-c", first, "--host"], passes: inFirst },
  ];
}

/** One word for each event of the pair, without what differs between readers. */
function words(lines: readonly EventLine[], { firstId, secondId }: Pair): string[] {
  return lines
    .filter(({ container }) => container?.id === firstId || container?.id === secondId)
    .filter((line) => line.process !== undefined && !isOfRuntime(line))
    .map((line) => {
      const { pid, command } = processOf(line);
      return `${line.event} ${command} ${pid} ${line.container?.name}`;
    });
}

/** Runs the work under each of the cases, and compares with an unfiltered ctrack beside them. */
async function checkBatch(pair: Pair, cases: readonly Case[]): Promise<void> {
  await using reference = await startTracing(pair.dockerd, "-e", "fork,exec,exit");
  await using running = new AsyncDisposableStack();
  const ctracks = await Promise.all(
    cases.map(async ({ flags }) => running.use(await startTracing(pair.dockerd, ...flags))),
  );
  await work(pair);
  const isMine = ({ container }: EventLine) =>
    container?.id === pair.firstId || container?.id === pair.secondId;
  const isEnd = (line: EventLine) => isMine(line) && isOf("exit", "act")(line);
  await reference.until("the ends of both", isEnd, 2);
  const results = await Promise.all(ctracks.map((ctrack) => ctrack.stop()));
  for (const [index, { code, events, summary }] of results.entries()) {
    const { flags, passes } = cases[index] ?? { flags: [], passes: () => false };
    const expected = reference.events.filter((line) => isMine(line) && passes(line));
    assertEquals([flags, words(events, pair)], [flags, words(expected, pair)]);
    assertEquals([flags, code], [flags, 130]);
    assertEquals(summary?.lost, NOTHING_LOST);
    // With a pattern for containers nothing else may come, whatever runs on the host besides.
    if (flags.includes("-c") && !flags.includes("--host") && !String(flags).includes("!")) {
      assertEquals([flags, events.filter((line) => !isMine(line))], [flags, []]);
    }
  }
}

async function filtersByPid({ dockerd }: Pair): Promise<void> {
  const name = randomName("by-pid");
  await dockerd.run(newContainer("run", name, "-d", IMAGE, "/bin/act", "wait"));
  await untilLogged(dockerd, name, 1);
  const pid = Number(await dockerd.run(["inspect", "-f", "{{.State.Pid}}", name]));
  await using ctrack = await startTracing(dockerd, "-p", String(pid));
  await dockerd.run(["exec", name, "/bin/leaf", "exit", "0"]);
  await dockerd.run(["rm", "-f", name]);
  await ctrack.until("its end", ({ event }) => event === "exit");
  const { events } = await ctrack.stop();
  assertEquals(events.map((line) => [line.event, processOf(line).pid]), [["exit", pid]]);
}

/** Starts ctrack on the first container with these flags, does the work, gives all lines. */
async function linesOf(pair: Pair, count: number, ...flags: string[]): Promise<readonly string[]> {
  await using ctrack = await startCtrack([
    ...["--docker-socket", pair.dockerd.socket, "-c", pair.first, "--comm", "leaf"],
    ...["-e", "exec,exit", ...flags],
  ]);
  await work(pair);
  await ctrack.untilLineCount(count);
  const { lines, rest, code } = await ctrack.stop();
  assertEquals([rest, code], ["", 130]);
  return lines;
}

async function printsFormats(pair: Pair): Promise<void> {
  const fields = "container.name,event,process.command,process.exit.code,process.command_args";
  const rows = [0, 1, 2].flatMap((code) => [
    `${pair.first},exec,leaf,,/bin/leaf exit ${code}`,
    `${pair.first},exit,leaf,${code},`,
  ]);
  assertEquals(await linesOf(pair, 7, "-o", "csv", "--fields", fields), [fields, ...rows]);
  assertEquals(await linesOf(pair, 6, "-o", "csv", "--fields", fields, "--no-header"), rows);
  assertEquals(
    await linesOf(pair, 6, "-o", "{{.event}}\\t{{process.command}} {{json .process.exit.code}}"),
    [0, 1, 2].flatMap((code) => ["exec\tleaf null", `exit\tleaf ${code}`]),
  );
  const json = await linesOf(pair, 6, "-o", "json", "--fields", "event,process.exit.code");
  assertEquals(
    json.map((line) => JSON.parse(line)),
    [0, 1, 2].flatMap((
      code,
    ) => [{ event: "exec" }, { event: "exit", process: { exit: { code } } }]),
  );
  const table = await linesOf(pair, 7, "--format", "table");
  assert(/^TIME +EVENT +CONTAINER .* DETAILS *$/.test(table[0] ?? ""), table[0]);
  assert(/ exec +\S+ .* \/bin\/leaf exit 0 *$/.test(table[1] ?? ""), table[1]);
  assert(/ exit +\S+ .* code 0, [0-9.]+ ?[mu]s *$/.test(table[2] ?? ""), table[2]);
  const bare = await linesOf(pair, 6, "--format", "table", "--no-header");
  assertEquals(bare.filter((line) => line.includes("CONTAINER")), []);
}

async function endsByLimits(pair: Pair): Promise<void> {
  const start = (...flags: string[]): Promise<Ctrack> =>
    startTracing(pair.dockerd, "-c", pair.first, "--comm", "leaf", ...flags);
  await using limited = await start("--max-events", "3");
  await using timed = await start("-t", "2s");
  await work(pair);
  const byCount = await limited.finished();
  assertEquals([byCount.code, byCount.lines.length, byCount.rest], [0, 3, ""]);
  assertEquals(byCount.summary?.delivered, 3);
  assertEquals((await timed.finished()).code, 0);
}

async function speaksAsAsked(pair: Pair): Promise<void> {
  const flags = ["-c", pair.first, "--comm", "leaf", "-e", "exec"];
  const socket = ["--docker-socket", pair.dockerd.socket];
  await using quiet = await startCtrack([...flags, ...socket, "-q"], { waitReady: false });
  await using normal = await startCtrack([...flags, ...socket]);
  await using verbose = await startCtrack([...flags, ...socket, "-v"]);
  // A quiet ctrack does not say when it is ready: work until it has seen something.
  while (quiet.lines.length < 2) await work(pair);
  assertEquals((await quiet.stop()).stderr, []);
  const said = (await normal.stop()).stderr;
  assert(/^ctrack: tracing(, with names from [a-z -]+)?$/.test(said[0] ?? ""), said[0]);
  assert(/^ctrack: \d+ events? .*; 0 lost; tables cgroups \d/.test(said[1] ?? ""), said[1]);
  assertEquals(said.length, 2);
  assert((await verbose.stop()).stderr.length > 2);
}

await e2eTest("ctrack shows what was asked for", ["tracing", "programs", "dockerd"], async (t) => {
  await using dockerd = await startDockerd();
  await importPrograms(dockerd, IMAGE);
  await dockerd.run(["tag", IMAGE, OTHER_IMAGE]);
  const [first, second] = [randomName("alpha"), randomName("beta")];
  const start = (name: string, image: string) =>
    dockerd.run(newContainer("run", name, "-d", image, "/bin/act", "wait"));
  const firstId = await start(first, IMAGE);
  const secondId = await start(second, OTHER_IMAGE);
  const pair = { dockerd, first, second, firstId, secondId };

  const cases = casesFor(pair);
  for (let from = 0; from < cases.length; from += AT_ONCE) {
    const batch = cases.slice(from, from + AT_ONCE);
    const label = `filters ${from + 1} to ${from + batch.length} of ${cases.length}`;
    await t.step(`${label} let through what they should`, () => checkBatch(pair, batch));
  }
  const steps = {
    "--pid shows one process": filtersByPid,
    "csv, template, json with fields and table are exact": printsFormats,
    "--max-events and --timeout end the run with 0": endsByLimits,
    "--quiet is quiet, --verbose says more": speaksAsAsked,
  };
  for (const [name, step] of Object.entries(steps)) await t.step(name, () => step(pair));
});
