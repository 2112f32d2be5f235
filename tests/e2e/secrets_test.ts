import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { makeContainerCgroup } from "../bench/container_cgroup.ts";
import { type Ctrack, runCtrack, startCtrack } from "../workload/ctrack.ts";
import type { EventLine } from "../workload/event_line.ts";
import { historyFolder } from "../workload/history.ts";
import { e2eTest } from "../workload/needs.ts";
import { copyPrograms } from "../workload/programs.ts";

const NO_DOCKER = ["--docker-socket", "/no/such/socket"];

/** In no output, file or other argument but where it is asked for. */
const SECRET = "hunter2-4fd1";

const ARGS = [
  "wait",
  "--password",
  SECRET,
  "-e",
  `DB_TOKEN=${SECRET}`,
  "--password-file",
  "/run/x",
];
const SHOWN = [
  ...["wait", "--password", "[redacted]", "-e", "DB_TOKEN=[redacted]", "--password-file", "/run/x"],
];

async function startRecorder(db: string, ...flags: readonly string[]): Promise<Ctrack> {
  const args = ["history", "record", "--db", db, ...NO_DOCKER, ...flags];
  const ctrack = await startCtrack(args, { waitReady: false });
  await ctrack.untilStderr(/^ctrack: recording to /);
  return ctrack;
}

/** All bytes of all files whose path begins so, one a character. */
async function bytesOf(folder: string, name: string): Promise<string> {
  let bytes = "";
  for await (const entry of Deno.readDir(folder)) {
    if (!entry.name.startsWith(name)) continue;
    const file = await Deno.readFile(`${folder}/${entry.name}`);
    bytes += new TextDecoder("latin1").decode(file);
  }
  assert(bytes.length > 0, `nothing in ${folder}/${name}`);
  return bytes;
}

/** What a command prints, which must end well. */
async function outputOf(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCtrack(args);
  assertEquals([args, code], [args, 0], stderr);
  return stdout + stderr;
}

await e2eTest(
  "ctrack shows no secret of an argument anywhere, and all arguments when that is asked for",
  ["tracing", "programs"],
  async () => {
    await using programs = await copyPrograms();
    await using cgroup = await makeContainerCgroup();
    await using folder = await historyFolder();
    const { path } = folder;
    const [shownDb, rawDb] = [`${path}/shown.db`, `${path}/raw.db`];
    const [shownRun, rawRun] = [`${path}/shown.ctrack`, `${path}/raw.ctrack`];
    const json = ["-o", "json", ...NO_DOCKER];
    const tracing = await Promise.all([
      startCtrack([...json, "-w", shownRun]),
      startCtrack([...json, "-w", rawRun, "--no-redact"]),
      startCtrack([...NO_DOCKER, "--no-trunc"]),
      startRecorder(shownDb),
      startRecorder(rawDb, "--no-redact"),
    ]);
    const [shown, raw] = tracing;
    const leaf = new Deno.Command(programs.act, {
      args: ["in", cgroup.procs, programs.leaf, ...ARGS],
      stdout: "null",
    }).spawn();
    try {
      for (const trace of tracing.slice(0, 3)) await trace.untilLine(/leaf.*password-file/);
      // What runs: for each command that lists it, from the kernel and from /proc.
      const lists = await Promise.all([
        outputOf("ps", "-o", "json", ...NO_DOCKER),
        outputOf("ps", "--no-trunc", "--fields", "process.command_args", ...NO_DOCKER),
        outputOf("tree", "--no-trunc", ...NO_DOCKER),
        outputOf("which", "-o", "json", `${leaf.pid}`, ...NO_DOCKER),
        outputOf("top", "-o", "json", "--iterations", "1", "-i", "100ms", ...NO_DOCKER),
      ]);
      for (const list of lists) assertEquals(list.includes(SECRET), false, list);
      assertStringIncludes(lists[0], JSON.stringify(SHOWN).slice(1, -1));
      assertStringIncludes(lists[1], "[redacted]");
      assertStringIncludes(await outputOf("ps", "--no-redact", "-o", "json", ...NO_DOCKER), SECRET);
    } finally {
      leaf.kill("SIGKILL");
      await leaf.status;
    }
    const tree = ["--tree", "--no-trunc", ...NO_DOCKER, "--"];
    assertEquals(
      (await outputOf(...tree, programs.leaf, "exit", "0", ...ARGS)).includes(SECRET),
      false,
    );
    for (const trace of tracing.slice(0, 3)) await trace.untilLine(/exit.*leaf|leaf.*exit/);
    const results = await Promise.all(tracing.map((trace) => trace.stop()));
    const isLeaf = ({ event, process }: EventLine) =>
      event === "exec" && process?.command_args?.[0] === programs.leaf;
    assertEquals(shown.events.filter(isLeaf).map(({ process }) => ({ ...process })), [
      {
        ...processOf(raw, isLeaf),
        command_args: [programs.leaf, ...SHOWN],
        command_args_redacted: true,
      },
    ]);
    assertEquals(processOf(raw, isLeaf)?.command_args, [programs.leaf, ...ARGS]);
    for (const [i, { lines, stderr }] of results.entries()) {
      const text = [...lines, ...stderr].join("\n");
      assertEquals([i, text.includes(SECRET)], [i, i === 1]);
    }

    // What was recorded, and what is read of what was recorded with secrets.
    assertEquals((await bytesOf(path, "shown.db")).includes(SECRET), false);
    assertEquals((await bytesOf(path, "raw.db")).includes(SECRET), true);
    const replayed = (...args: string[]) => outputOf("-q", "-o", "json", "-r", ...args);
    const whole = `${shown.lines.join("\n")}\n`;
    assertEquals(await replayed(shownRun), whole);
    assertEquals(await replayed(shownRun, "--no-redact"), whole);
    assertEquals(await replayed(rawRun, "--no-redact"), `${raw.lines.join("\n")}\n`);
    const history = (question: string, ...flags: string[]) =>
      outputOf("history", ...question.split(" "), "--db", ...flags);
    const hidden = await Promise.all([
      history("runs", rawDb, "-o", "json"),
      history("runs", shownDb, "--no-redact"),
      history(`ancestors ${leaf.pid}`, rawDb),
      replayed(rawRun),
      outputOf("ps", "-r", rawRun, "-o", "json"),
      outputOf("tree", "-r", rawRun, "--no-trunc"),
    ]);
    for (const text of hidden) assertEquals(text.includes(SECRET), false, text);
    assertStringIncludes(hidden[0], '"command_args_redacted":true');
    assertStringIncludes(
      await history("runs", rawDb, "--no-redact", "-o", "json"),
      SECRET,
    );
  },
);

function processOf(
  trace: Ctrack,
  test: (line: EventLine) => boolean,
): EventLine["process"] {
  return trace.events.find(test)?.process;
}

await e2eTest(
  "ctrack takes further names and patterns from flags and files, and filters see what is shown",
  ["tracing", "programs"],
  async () => {
    await using programs = await copyPrograms();
    await using cgroup = await makeContainerCgroup();
    await using folder = await historyFolder();
    const config = `${folder.path}/ctrack.yaml`;
    await Deno.writeTextFile(
      config,
      "redact: [pin, '!token']\nredact-pattern: 'acme-[0-9,]{3,}'\n",
    );
    const flags = ["-o", "json", "-e", "exec", ...NO_DOCKER];
    await using own = await startCtrack([...flags, "--config", config]);
    const seeing = (text: string) => `process.command_args.exists(a, a.contains("${text}"))`;
    await using filtered = await startCtrack([...flags, "-f", seeing(SECRET)]);
    await using marked = await startCtrack([...flags, "-f", seeing("[redacted]")]);
    const args = ["--pin", "4711", "--token", "abc", "x=acme-1,2"];
    await new Deno.Command(programs.act, {
      args: ["in", cgroup.procs, programs.leaf, "exit", "0", ...args, `--password=${SECRET}`],
      stdout: "null",
    }).output();
    await own.untilLine(/leaf/);
    await marked.untilLine(/leaf/);
    await Promise.all([own, filtered, marked].map((trace) => trace.stop()));
    assertEquals(
      own.events.flatMap(({ process }) => process?.command_args?.slice(3) ?? []).slice(-6),
      ["--pin", "[redacted]", "--token", "abc", "x=[redacted]", "--password=[redacted]"],
    );
    assertEquals(filtered.lines, []);
    const bad = await runCtrack(["--redact-pattern", "(", "-t", "1s"]);
    assertEquals([bad.code, bad.stdout], [2, ""]);
    assertStringIncludes(bad.stderr, "--redact-pattern takes no");
    const both = await runCtrack(["--no-redact", "--redact", "pin"]);
    assertEquals(both.code, 2);
  },
);
