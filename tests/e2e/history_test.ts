import { assert, assertEquals, assertMatch } from "@std/assert";
import { makeContainerCgroup } from "../bench/container_cgroup.ts";
import { CTRACK, type Ctrack, runCtrack, startCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import type { EventLine } from "../workload/event_line.ts";
import { askHistory, askHistoryAs, historyFolder } from "../workload/history.ts";
import { e2eTest } from "../workload/needs.ts";
import { smallDisk } from "../workload/small_disk.ts";
import { command, copyPrograms, importPrograms, type Programs } from "../workload/programs.ts";
import { IMAGE, newContainer, randomName } from "../workload/tracing.ts";

/** Starts a recorder, and waits until it records. */
async function startRecording(db: string, ...flags: readonly string[]): Promise<Ctrack> {
  const args = ["history", "record", "--db", db, ...flags];
  const ctrack = await startCtrack(args, { waitReady: false });
  await ctrack.untilStderr(/^ctrack: recording to /);
  return ctrack;
}

/** Asks again until the answer is complete: what happens is written within half a second. */
async function untilAnswered(
  ask: () => Promise<{ readonly events: readonly EventLine[] }>,
  isComplete: (events: readonly EventLine[]) => boolean,
): Promise<readonly EventLine[]> {
  for (let tries = 100;; tries--) {
    const { events } = await ask();
    if (isComplete(events)) return events;
    if (tries === 0) throw new Error(`only ${events.length} lines: ${JSON.stringify(events)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** `kind command code`, and the number that was the program's argument. */
function wordsOf({ event, process }: EventLine): string {
  const { command, exit, command_args: args } = process ?? {};
  return `${event} ${command} ${exit?.code} ${args?.slice(1).join(" ")}`;
}

async function recordsContainers(dockerd: Dockerd): Promise<void> {
  await using folder = await historyFolder();
  const { db } = folder;
  const name = randomName("kept");
  await using ctrack = await startRecording(db, "--docker-socket", dockerd.socket);
  const work = ["/bin/act", "spawn", "3", "/bin/leaf", name];
  const id = await dockerd.run(newContainer("run", name, "--detach", IMAGE, ...work));
  await dockerd.run(["wait", name]);

  // While the recorder runs.
  const ask = (question: string, ...flags: string[]) =>
    askHistory(db, question, "-c", name, ...flags);
  const runs = await untilAnswered(
    () => ask("runs"),
    (events) => events.length === 4 && events.every(({ event }) => event === "exit"),
  );
  assertEquals(runs.map(wordsOf), [
    `exit act 0 spawn 3 /bin/leaf ${name}`,
    `exit leaf 0 exit 0 ${name}`,
    `exit leaf 1 exit 1 ${name}`,
    `exit leaf 2 exit 2 ${name}`,
  ]);
  assertEquals(new Set(runs.map(({ container }) => container?.id)), new Set([id]));
  assertEquals(new Set(runs.map(({ container }) => container?.image?.name)), new Set([IMAGE]));
  assertEquals((await ask("failed")).events.map(wordsOf), runs.slice(2).map(wordsOf));
  assertEquals((await ask("longest", "--limit", "1")).events.map(wordsOf), [
    wordsOf(runs[0] ?? fail()),
  ]);
  assertEquals((await ask("runs", "--limit", "2")).events.map(wordsOf), runs.slice(2).map(wordsOf));
  assertEquals((await ask("runs", "-f", "process.exit.code == 1")).events.length, 1);
  assertEquals((await ask("runs", "--comm", "act")).events.length, 1);
  assertEquals((await ask("runs", "-u", "1")).events, []);
  assertEquals((await ask("runs", "--until", "1h")).events, []);
  const life = (await ask("life")).events.map(({ action }) => action);
  assertEquals(life.filter((action) => action !== "exec"), ["create", "start", "die"]);

  const [, child] = runs;
  const line = (await askHistory(db, "ancestors", String(child?.process?.pid))).events;
  assertEquals(line.map(wordsOf), runs.slice(0, 2).map(wordsOf));
  await dockerd.run(["rename", name, `${name}-2`]);
  const [seen] = await untilAnswered(
    () => askHistory(db, "containers", "-c", `${name}-2`),
    (events) => events.length === 1,
  );
  assertEquals([seen?.container?.id, seen?.container?.name], [id, `${name}-2`]);
  const { code, stderr } = await ctrack.stop("SIGTERM");
  assertEquals(code, 143);
  assertMatch(stderr.at(-1) ?? "", /^ctrack: \d+ events .*; 0 lost.*; \d+ written$/);

  // When it has ended, and when another one begins.
  const after = await askHistory(db, "runs", "-c", `${name}-2`);
  assertEquals(after.events.map(wordsOf), runs.map(wordsOf));
  assertMatch(after.stderr, /no recorder ran: what happened then is missing/);
  assertEquals((await askHistory(db, "gaps")).events.length, 1);
  await using again = await startRecording(db, "--docker-socket", dockerd.socket);
  await again.stop();
  const gaps = (await askHistory(db, "gaps")).events as unknown as { readonly reason: string }[];
  assertEquals(gaps.map(({ reason }) => reason), ["stopped", "stopped"]);
  await dockerd.run(["rm", "--force", `${name}-2`]);
}

function fail(): never {
  throw new Error("there is nothing");
}

await e2eTest(
  "ctrack history records containers of Docker, and answers",
  ["tracing", "programs", "dockerd"],
  async () => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    await recordsContainers(dockerd);
  },
);

const NO_DOCKER = ["--docker-socket", "/no/such/socket"];

/** Runs programs one after the other in the cgroup of a container. */
async function storm(programs: Programs, procs: string, count: number): Promise<void> {
  await command(programs.act, ["in", procs, programs.act, "storm", String(count), programs.leaf]);
}

async function losesLittleWhenKilled(programs: Programs): Promise<void> {
  await using folder = await historyFolder();
  await using cgroup = await makeContainerCgroup();
  await using ctrack = await startRecording(folder.db, ...NO_DOCKER);
  const storming = new Deno.Command(programs.act, {
    args: ["in", cgroup.procs, programs.act, "storm", "1000000", programs.leaf],
  }).spawn();
  const isLeaf = ({ process }: EventLine) => process?.command === "leaf";
  const newest = () => askHistory(folder.db, "runs", "--limit", "10");
  const [first] = (await untilAnswered(newest, (events) => events.some(isLeaf))).filter(isLeaf);
  // More than a second into the storm, by what is written.
  const isLater = ({ process }: EventLine) =>
    Date.parse(process?.start_time ?? "") - Date.parse(first?.process?.start_time ?? "") > 1200;
  await untilAnswered(newest, (events) => events.some(isLater));
  const killedAt = Date.now();
  await ctrack.stop("SIGKILL");
  storming.kill("SIGKILL");
  await storming.status;
  const [last] = (await askHistory(folder.db, "runs", "--limit", "1")).events;
  const age = killedAt - Date.parse(last?.process?.start_time ?? "");
  assert(age < 1000, `the last process that is known started ${age} ms before the end`);
  // It is whole: all indexes say the same, and a recorder goes on with it.
  assertEquals(await integrityOf(folder.db), "ok");
  await using again = await startRecording(folder.db, ...NO_DOCKER);
  await again.stop();
  const gaps = (await askHistory(folder.db, "gaps")).events as unknown as {
    readonly reason: string;
  }[];
  assertEquals(gaps.map(({ reason }) => reason), ["killed", "stopped"]);
}

async function integrityOf(db: string): Promise<unknown> {
  const { DatabaseSync } = await import("node:sqlite");
  using database = new DatabaseSync(db);
  return database.prepare("PRAGMA integrity_check").get()?.["integrity_check"];
}

async function survivesAFullDisk(programs: Programs): Promise<void> {
  await using disk = await smallDisk("4m");
  await using cgroup = await makeContainerCgroup();
  const db = `${disk.path}/history.db`;
  await using ctrack = await startRecording(db, ...NO_DOCKER);
  const filler = `${disk.path}/filler`;
  // What is left is less than the storm needs.
  await new Deno.Command("dd", {
    args: ["if=/dev/zero", `of=${filler}`, "bs=4k", "count=800"],
    stderr: "null",
  }).output();
  await storm(programs, cgroup.procs, 5500);
  await ctrack.untilStderr(
    /warning: cannot write the history: database or disk is full; tracing goes on/,
  );
  await command("mount", ["-o", "remount,size=64m", disk.path]);
  await Deno.remove(filler);
  const again = await ctrack.untilStderr(/the history is written again: (\d+) events are missing/);
  const missing = Number(/(\d+) events/.exec(again)?.[1]);
  const { stderr } = await ctrack.stop();
  const [, delivered, lost, written] = /(\d+) delivered.*; (\d+) lost.*; (\d+) written$/
    .exec(stderr.at(-1) ?? "")?.map(Number) ?? [];
  assertEquals(lost, 0);
  assertEquals((written ?? 0) + missing, delivered);
  assert(missing > 0);
  assertEquals(stderr.filter((line) => line.includes("cannot write")).length, 1);
  const gaps = (await askHistory(db, "gaps")).events as unknown as {
    readonly reason: string;
    readonly count?: number;
  }[];
  const [gap] = gaps;
  assertEquals([gap?.reason, gap?.count], ["disk_full", missing]);
}

async function waitsForALock(programs: Programs): Promise<void> {
  await using folder = await historyFolder();
  await using cgroup = await makeContainerCgroup();
  await using ctrack = await startRecording(folder.db, ...NO_DOCKER);
  const { DatabaseSync } = await import("node:sqlite");
  {
    using other = new DatabaseSync(folder.db);
    // It may be writing at this moment.
    other.exec("PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE");
    await storm(programs, cgroup.procs, 5);
    await ctrack.untilStderr(/warning: .* another program holds its lock; tracing goes on/);
    other.exec("ROLLBACK");
  }
  await ctrack.untilStderr(/the history is written again: nothing is missing/);
  const isLeaf = ({ process }: EventLine) => process?.command === "leaf";
  assertEquals(
    (await askHistory(folder.db, "runs", "-c", cgroup.id)).events.filter(isLeaf).length,
    5,
  );

  const second = await runCtrack(["history", "record", "--db", folder.db]);
  assertEquals(second.code, 1);
  assertMatch(second.stderr, /because: another ctrack history record writes to it/);
}

async function answersWhoMayRead(programs: Programs): Promise<void> {
  await using folder = await historyFolder();
  await using cgroup = await makeContainerCgroup();
  const ctrack = `${programs.folder}/ctrack`;
  await Deno.copyFile(CTRACK, ctrack);
  await Deno.chmod(ctrack, 0o755);
  const nobody = { path: ctrack, wrap: ["setpriv", "--reuid=65534", "--clear-groups"] };
  await using recorder = await startRecording(folder.db, ...NO_DOCKER);
  await storm(programs, cgroup.procs, 2);
  const isLeaf = ({ process }: EventLine) => process?.command === "leaf";
  await untilAnswered(
    () => askHistory(folder.db, "runs", "-c", cgroup.id),
    (events) => events.filter(isLeaf).length === 2,
  );
  const refused = await runCtrack(["history", "runs", "--db", folder.db], nobody);
  assertEquals([refused.code, refused.stdout], [1, ""]);
  assertMatch(
    refused.stderr,
    /^ctrack: cannot use the history .*\n {2}because: permission denied for .*\n {2}try: run as root, /,
  );
  await Deno.chmod(folder.path, 0o755);
  for (const end of ["", "-wal", "-shm"]) await Deno.chmod(folder.db + end, 0o644);
  const live = await askHistoryAs(nobody, folder.db, "runs", "-c", cgroup.id);
  assertEquals(live.events.filter(isLeaf).length, 2);
  await recorder.stop();
  const later = await askHistoryAs(nobody, folder.db, "runs", "-c", cgroup.id);
  assertEquals(later.events.filter(isLeaf).length, 2);
}

/** Files that are no place for a history, and why. */
async function refusesBadPlaces(): Promise<void> {
  await using folder = await historyFolder();
  await using disk = await smallDisk("1m");
  await command("mount", ["-o", "remount,ro", disk.path]);
  await Deno.symlink("/etc/passwd", `${folder.path}/link`);
  await Deno.writeTextFile(`${folder.path}/text`, "no database\n".repeat(500));
  const places: readonly (readonly [string, RegExp])[] = [
    [`${disk.path}/history.db`, /Read-only file system/],
    ["/no/such/folder/history.db", /there is no folder \/no\/such\/folder$/],
    [`${folder.path}/link`, /is no regular file/],
    [`${folder.path}/text`, /file is not a database/],
  ];
  for (const [path, why] of places) {
    const { code, stdout, stderr } = await runCtrack(["history", "record", "--db", path]);
    assertEquals([path, code, stdout], [path, 1, ""]);
    const [what, because, remedy] = stderr.split("\n");
    assertEquals(what, `ctrack: cannot use the history ${path}`);
    assertMatch(because ?? "", why);
    assertMatch(remedy ?? "", /^ {2}try: /);
  }
  const asked = await runCtrack(["history", "runs", "--db", `${folder.path}/none`]);
  assertEquals([asked.code, asked.stdout], [1, ""]);
  // What is wrong with the flags comes first, without a word on the file.
  for (const flags of [["-f", "process.nope == 1"], ["--fields", "nope"], ["-l", "=x"]]) {
    const { code, stderr } = await runCtrack(["history", "runs", ...flags, "--db", "/no/such"]);
    assertEquals([flags, code, stderr.includes("/no/such")], [flags, 2, false]);
  }
  assertEquals((await runCtrack(["history", "ancestors"])).code, 2);
  assertEquals((await runCtrack(["history", "runs", "12"])).code, 2);
}

await e2eTest(
  "ctrack history withstands what happens to files",
  ["tracing", "programs", "program:setpriv"],
  async (t) => {
    await using programs = await copyPrograms();
    const steps = {
      "killed in a storm it loses less than a second": losesLittleWhenKilled,
      "a full disk: told once, tracing goes on, the gap is noted": survivesAFullDisk,
      "a lock of another program is waited for, another recorder refused": waitsForALock,
      "who may read the file may ask": answersWhoMayRead,
      "places that are none are refused": refusesBadPlaces,
    };
    for (const [name, step] of Object.entries(steps)) await t.step(name, () => step(programs));
  },
);
