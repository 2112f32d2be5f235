import { assert, assertEquals, assertMatch } from "@std/assert";
import { type Ctrack, runCtrack, startCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { type EventLine, ofContainer } from "../workload/event_line.ts";
import { listenLate } from "../workload/late_daemon.ts";
import { e2eTest } from "../workload/needs.ts";
import { command, copyPrograms, importPrograms, type Programs } from "../workload/programs.ts";
import { publicCopy } from "../workload/public_copy.ts";
import { stopProcess } from "../workload/stop_process.ts";
import { IMAGE, newContainer, randomName } from "../workload/tracing.ts";

const NO_DOCKER = ["--docker-socket", "/no/such/socket"];

/** Replays a recording, which must go without a warning; gives what it prints. */
async function replay(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCtrack(["-q", "-r", ...args]);
  assertEquals([code, stderr], [0, ""]);
  return stdout;
}

/** Ways to look at one thing: what was shown is what is shown again. */
const WAYS: readonly (readonly string[])[] = [
  ["-o", "json"],
  ["-o", "table"],
  ["-o", "csv"],
  ["-o", "{{.time}} {{.event}} {{.container.label}} {{json .}}"],
  ["-o", "json", "--runtime-internals", "-e", "process,cgroup,fork,exec,exit,container"],
];

/** A container whose name comes late, and one that is known; what is done in both by hand; failures. */
async function work(dockerd: Dockerd, late: string, openGate: () => void, traces: Ctrack[]) {
  await dockerd.run(newContainer("run", late, "-d", IMAGE, "/bin/act", "wait"));
  const started = /exec.*act.{0,6}wait/;
  for (const trace of traces) await trace.untilLine(started);
  openGate();
  for (const trace of traces) await trace.untilLine(new RegExp(late));
  await dockerd.run(["exec", late, "/bin/act", "spawn", "3", "/bin/leaf", "by hand\u202e"]);
  const short = `${late}-2`;
  await dockerd.run(newContainer("run", short, "--rm", IMAGE, "/bin/act", "signal", "9"))
    .catch(() => {});
  await dockerd.run(["rm", "-f", late]);
  for (const trace of traces) {
    await trace.untilLine(new RegExp(`destroy.*${late}\\b|${late}\\b.*destroy`));
  }
  return short;
}

async function replaysWhatWasShown(dockerd: Dockerd, folder: string): Promise<void> {
  const late = randomName("late");
  const socket = `${dockerd.folder}/gate`;
  using gate = listenLate(socket, dockerd.socket);
  const flags = ["--label-wait", "50ms", "--docker-socket", socket];
  const files = WAYS.map((_, i) => `${folder}/run-${i}`);
  const traces: Ctrack[] = [];
  const old = randomName("old");
  await dockerd.run(newContainer("run", old, "-d", IMAGE, "/bin/act", "wait"));
  try {
    // All at once: each gives up on a daemon that is silent for too long.
    const starting = WAYS.map((way, i) => startCtrack([...flags, ...way, "-w", files[i] ?? ""]));
    traces.push(...await Promise.all(starting));
    const short = await work(dockerd, late, () => gate.open(), traces);
    const shown: string[] = [];
    for (const [i, trace] of traces.entries()) {
      const { code, lines, stderr } = await trace.stop();
      assertEquals([code, stderr.filter((line) => line.includes("warning"))], [130, []]);
      shown.push(lines.map((line) => `${line}\n`).join(""));
      assertEquals(await replay(files[i] ?? "", ...WAYS[i] ?? []), shown[i]);
    }
    await checkFilters(files[0] ?? "", traces[0]?.events ?? [], late, short);
    // One recording has all: it tells what another one showed, as far as both ran.
    const internals = await replay(files[0] ?? "", ...WAYS[4] ?? []);
    for (const part of ['"event":"process"', '"event":"cgroup"', '"role":"runtime"']) {
      assert(internals.includes(part), part);
    }
  } finally {
    for (const trace of traces) await trace[Symbol.asyncDispose]();
    await dockerd.run(["rm", "-f", old]);
  }
}

/** The filters choose from a recording as they do live. */
async function checkFilters(
  file: string,
  events: readonly EventLine[],
  late: string,
  short: string,
): Promise<void> {
  const linesOf = (wanted: (line: EventLine) => boolean) =>
    events.filter(wanted).map((line) => JSON.stringify(line));
  const replayed = async (...args: string[]) =>
    (await replay(file, "-o", "json", ...args)).split("\n").filter((line) => line !== "")
      .map((line) => JSON.stringify(JSON.parse(line)));
  assertEquals(await replayed(), linesOf(() => true));
  const execs = linesOf(({ event }) => event === "exec");
  assertEquals(await replayed("-e", "exec"), execs);
  assertEquals(await replayed("-e", "exec", "--max-events", "2"), execs.slice(0, 2));
  assertEquals(
    await replayed("-f", `container.name == "${short}"`),
    linesOf(({ container }) => container?.name === short),
  );
  const [first] = events.filter(({ event }) => event === "exec");
  const at = first?.time ?? "";
  assertEquals(
    await replayed("-e", "exec", "--since", at, "--until", at),
    linesOf((line) => line.event === "exec" && line.time === at),
  );
  const unlabelled = await runCtrack(["-q", "-r", file, "--fail-on-unlabelled"]);
  assertEquals(unlabelled.code, 1);
  assertEquals((await runCtrack(["-q", "-r", file, "--fail-on-lost"])).code, 0);

  const filtered = `${file}-short`;
  assertEquals(
    await replay(file, "-c", short, "-w", filtered, "-o", "csv"),
    await replay(filtered, "-o", "csv"),
  );

  // Its first events came without a name.
  const id = events.find(({ container }) => container?.name === late)?.container?.id ?? "";
  const { stdout } = await runCtrack(["stats", "-r", file, "-c", id, "-o", "json"]);
  const stats = JSON.parse(stdout);
  const mine = events.filter(ofContainer(id));
  const count = (kind: string) => mine.filter(({ event }) => event === kind).length;
  assertEquals(stats.container.name, late);
  assertEquals([stats.events.exec.count, stats.events.exit.count], [count("exec"), count("exit")]);
  const failures = mine.filter(({ process }) => process?.exit && process.exit.code !== 0);
  assertEquals(stats.events.failure.count, failures.length);
}

await e2eTest(
  "ctrack replays what it recorded",
  ["tracing", "programs", "dockerd"],
  async (t) => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    const folder = await Deno.makeTempDir({ prefix: "ctrack-recording-" });
    try {
      await t.step(
        "live and replayed output are the same, byte by byte",
        () => replaysWhatWasShown(dockerd, folder),
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

/** Programs that start while it is recorded; their lines are two each. The recorder is killed before the end. */
const STORM = 6000;
const KILL_AT = 10_000;

/** Events that a killed recorder may lose: those of a block of 256 KiB, with 40 bytes each at least. */
const LOST_MAX = 6500;

async function survivesKill({ act, folder }: Programs, leaf: string, file: string): Promise<void> {
  const flags = ["--host-only", "--comm", leaf, "-e", "exec,exit", "-o", "json", ...NO_DOCKER];
  await using ctrack = await startCtrack([...flags, "-w", file, "--rotate", "64K", "--keep", "99"]);
  const storm = command(act, ["storm", String(STORM), `${folder}/${leaf}`]);
  await ctrack.untilLineCount(KILL_AT);
  const { lines, code } = await ctrack.stop("SIGKILL");
  await storm;
  assertEquals(code, 137);
  const { stdout, stderr, ...replayed } = await runCtrack([
    "-r",
    file,
    "--host-only",
    "-o",
    "json",
  ]);
  assertEquals(replayed.code, 0);
  assertMatch(stderr, /^ctrack: warning: \S+: (it has no end|its last block is cut)/);
  const again = stdout.trimEnd().split("\n");
  const both = Math.min(again.length, lines.length);
  assertEquals(again.slice(0, both), lines.slice(0, both));
  assert(again.length >= lines.length - LOST_MAX, `${again.length} of ${lines.length}`);
  assert(again.length > 0);
  assertEquals((await runCtrack(["-q", "-r", file, "--host-only", "--fail-on-lost"])).code, 1);
}

async function recordsLosses({ act, folder }: Programs, leaf: string, file: string): Promise<void> {
  const flags = ["--host-only", "--comm", leaf, "-e", "exec,exit", "-o", "json"];
  const small = ["--buffer-size", "4096", ...NO_DOCKER];
  await using ctrack = await startCtrack([...flags, ...small, "-w", file]);
  // While it stands still, nobody empties the kernel's buffer.
  await stopProcess(ctrack.pid);
  await command(act, ["storm", "500", `${folder}/${leaf}`]);
  Deno.kill(ctrack.pid, "SIGCONT");
  await ctrack.until("a loss", ({ event }) => event === "lost");
  const { lines } = await ctrack.stop();
  assertEquals(await replay(file, ...flags), lines.map((line) => `${line}\n`).join(""));
  assertEquals((await runCtrack(["-q", "-r", file, ...flags, "--fail-on-lost"])).code, 1);
}

/** Mounts 8 KiB of memory on a folder, which the program then has for itself. */
const SMALL_DISK = 'mount -t tmpfs -o size=8k tmpfs "$0" && exec "$@"';

async function survivesFullDisk({ act, folder }: Programs, leaf: string): Promise<void> {
  const disk = `${folder}/disk`;
  await Deno.mkdir(disk);
  const file = `${disk}/run`;
  const flags = ["--host-only", "--comm", leaf, "-e", "exec,exit", "-o", "json", ...NO_DOCKER];
  await using ctrack = await startCtrack([...flags, "-w", file], {
    wrap: ["unshare", "-m", "sh", "-c", SMALL_DISK, disk],
  });
  await command(act, ["storm", "1500", `${folder}/${leaf}`]);
  await ctrack.untilLineCount(3000);
  const { code, lines, stderr } = await ctrack.stop();
  assertEquals([code, lines.length], [1, 3000]);
  const warnings = stderr.filter((line) => line.includes("warning"));
  assertEquals(warnings.length, 2);
  assertMatch(warnings[0] ?? "", /cannot write to \S+\/run: No space left on device/);
  assertMatch(warnings[1] ?? "", /[1-9]\d* events are not in \S+\/run$/);
}

await e2eTest(
  "ctrack records whatever happens",
  ["tracing", "programs", "program:setpriv", "program:unshare"],
  async (t) => {
    await using programs = await copyPrograms();
    const { folder } = programs;
    const leaf = `rec-${crypto.randomUUID().slice(0, 8)}`;
    await Deno.rename(programs.leaf, `${folder}/${leaf}`);
    const file = `${folder}/killed`;
    await t.step(
      "kill -9 in a storm: all but the last block is there, and replay says so",
      () => survivesKill(programs, leaf, file),
    );
    await t.step(
      "losses are recorded, and told again",
      () => recordsLosses(programs, leaf, `${folder}/lossy`),
    );
    await t.step(
      "a full disk: told once, counted, 1; lines go on",
      () => survivesFullDisk(programs, leaf),
    );

    await using copy = await publicCopy();
    const nobody = {
      path: copy.path,
      wrap: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
    };
    await t.step("replay needs no privilege, but the file's owner's word", async () => {
      const args = ["-q", "-r", file, "--host-only", "-o", "csv"];
      const refused = await runCtrack(args, nobody);
      assertEquals(refused.code, 2);
      assertMatch(refused.stderr, /cannot read \S+killed\n {2}because: Permission denied/);
      const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
      for (const name of names.filter((name) => name.startsWith("killed"))) {
        await Deno.chmod(`${folder}/${name}`, 0o644);
      }
      const { code, stdout } = await runCtrack(args, nobody);
      assertEquals([code, stdout], [0, (await runCtrack(args)).stdout]);
    });
    await t.step("who cannot trace leaves no file", async () => {
      const empty = `${folder}/empty`;
      await Deno.mkdir(empty);
      await Deno.chmod(empty, 0o777);
      const { code } = await runCtrack(["-w", `${empty}/run`], nobody);
      assertEquals([code, [...Deno.readDirSync(empty)]], [3, []]);
    });
    await t.step("stats counts live", async () => {
      await using ctrack = await startCtrack(["stats", "--host", "-o", "json", ...NO_DOCKER]);
      await command(programs.act, ["spawn", "20", `${folder}/${leaf}`]);
      const { code, lines } = await ctrack.stop();
      const host = lines.map((line) => JSON.parse(line)).find((line) => !("container" in line));
      assertEquals(code, 130);
      assert(host.events.exec.count >= 21 && host.events.failure.count >= 19, JSON.stringify(host));
    });
  },
);
