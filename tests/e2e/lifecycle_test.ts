import { assert, assertEquals } from "@std/assert";
import type { Ctrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { type EventLine, isOf, ofContainer } from "../workload/event_line.ts";
import { actionsOf, processWords } from "../workload/known_work.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import {
  endWell,
  IMAGE,
  newContainer,
  randomName,
  startTracing,
  untilLogged,
} from "../workload/tracing.ts";

/** Docker's own record of a container: what, and when in ns since 1970. */
interface Told {
  readonly action: string;
  readonly time: bigint;
}

/** Words of Docker that ctrack has others for, or none. */
const TRANSLATED: Readonly<Record<string, string | undefined>> = {
  exec_create: undefined,
  exec_start: "exec",
  exec_die: "exec_exit",
  health_status: "health",
  attach: undefined,
};

/** What `docker events` tells of a container from the start of the daemon to now, in ctrack's words. */
async function toldByDocker(dockerd: Dockerd, id: string): Promise<Told[]> {
  const filters = ["--filter", `container=${id}`, "--filter", "type=container"];
  const format = "{{.TimeNano}} {{.Action}}";
  const until = String(Math.ceil(Date.now() / 1000) + 1);
  const text = await dockerd.run(
    ["events", "--since=1", `--until=${until}`, "--format", format, ...filters],
  );
  return text.split("\n").flatMap((line) => {
    const [, time = "0", verb = ""] = /^(\d+) ([a-z_]+)/.exec(line) ?? [];
    const action = verb in TRANSLATED ? TRANSLATED[verb] : verb;
    return action === undefined ? [] : [{ action, time: BigInt(time) }];
  });
}

/** Nanoseconds since 1970. */
function epochNs(time: string): bigint {
  const [, seconds = "", nanoseconds = ""] = /^(.*)\.(\d{9})Z$/.exec(time) ?? [];
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(nanoseconds);
}

/** Most that ctrack's time of an action may differ from Docker's, ns: both clocks are read once. */
const CLOCKS_NS = 5_000_000n;

/** Each action that Docker recorded is told, in its order, with its time. */
async function equalDockers(
  dockerd: Dockerd,
  ctrack: Ctrack,
  id: string,
): Promise<readonly EventLine[]> {
  const told = await toldByDocker(dockerd, id);
  const isTold = (line: EventLine) => ofContainer(id)(line) && line.event === "container";
  const lines = await ctrack.until("what Docker told", isTold, told.length);
  assertEquals(actionsOf(lines), told.map(({ action }) => action));
  for (const [index, { time, action }] of told.entries()) {
    const difference = epochNs(lines[index]?.time ?? "") - time;
    assert(difference < CLOCKS_NS && -difference < CLOCKS_NS, `${action} differs ${difference} ns`);
  }
  return lines;
}

/** The `container` line with this action. */
function line(lines: readonly EventLine[], action: string): EventLine | undefined {
  return lines.find((line) => line.action === action);
}

async function tellsAnEventfulLife(dockerd: Dockerd): Promise<void> {
  const before = randomName("eventful");
  const after = randomName("renamed");
  await using ctrack = await startTracing(dockerd);
  const id = await dockerd.run(newContainer("run", before, "-d", IMAGE, "/bin/act", "wait"));
  await untilLogged(dockerd, before, 1);
  await dockerd.run(["pause", before]);
  await dockerd.run(["unpause", before]);
  await dockerd.run(["rename", before, after]);
  await dockerd.docker(["exec", after, "/bin/leaf", "exit", "5"]);
  await dockerd.run(["restart", after]);
  await untilLogged(dockerd, after, 2);
  await dockerd.run(["kill", after]);
  await dockerd.docker(["wait", after]);
  await dockerd.run(["rm", "-f", after]);
  const lines = await equalDockers(dockerd, ctrack, id);
  assertEquals(actionsOf(lines), [
    ...["create", "start", "pause", "unpause", "rename", "exec", "exec_exit"],
    ...["kill", "die", "stop", "start", "restart"],
    ...["kill", "die", "destroy"],
  ]);
  const names = lines.map(({ container }) => container?.name);
  assertEquals(names, names.map((_, index) => index < 4 ? before : after));
  assertEquals(line(lines, "rename")?.container?.old_name, before);
  assertEquals(line(lines, "exec")?.container?.exec, { command_line: "/bin/leaf exit 5" });
  assertEquals(line(lines, "exec_exit")?.container?.exit?.code, 5);
  const of = (action: string) => lines.filter((line) => line.action === action);
  assertEquals(of("die").map(({ container }) => container?.exit?.code), [0, 137]);
  assertEquals(of("kill").map(({ container }) => container?.signal), ["SIGTERM", "SIGKILL"]);
  const { events } = await endWell(ctrack, before, after);
  assertEquals(processWords(events.filter(ofContainer(id))), [
    "exec init /bin/act wait",
    ...["exec exec /bin/leaf exit 5", "exit exec leaf 5"],
    ...["exit init act 0", "exec init /bin/act wait", "exit init act SIGKILL"],
  ]);
}

async function tellsRestarts(dockerd: Dockerd): Promise<void> {
  const name = randomName("again");
  await using ctrack = await startTracing(dockerd);
  const id = await dockerd.run(
    newContainer("run", name, "-d", "--restart=on-failure:2", IMAGE, "/bin/leaf", "exit", "3"),
  );
  await ctrack.until("three ends", (line) => ofContainer(id)(line) && line.action === "die", 3);
  await dockerd.run(["rm", "-f", name]);
  const lines = await equalDockers(dockerd, ctrack, id);
  assertEquals(
    lines.filter(({ action }) => action === "die").map(({ container }) => container?.exit?.code),
    [3, 3, 3],
  );
  const { events } = await endWell(ctrack, name);
  const life = ["exec init /bin/leaf exit 3", "exit init leaf 3"];
  assertEquals(processWords(events.filter(ofContainer(id))), [...life, ...life, ...life]);
}

async function tellsOutOfMemory(dockerd: Dockerd): Promise<void> {
  const name = randomName("hungry");
  await using ctrack = await startTracing(dockerd);
  const file = `${dockerd.folder}/${name}.cid`;
  const { code } = await dockerd.docker(
    newContainer("run", name, "--memory=16m", `--cidfile=${file}`, IMAGE, "/bin/act", "hog"),
  );
  assertEquals(code, 137);
  await dockerd.run(["rm", name]);
  const id = await Deno.readTextFile(file);
  const lines = await equalDockers(dockerd, ctrack, id);
  assertEquals(actionsOf(lines), ["create", "start", "oom", "die", "destroy"]);
  assertEquals(line(lines, "die")?.container?.exit?.code, 137);
  const { events } = await endWell(ctrack, name);
  const ends = events.filter(ofContainer(id)).filter(isOf("exit", "act"));
  assertEquals(ends.map(({ process }) => process?.exit), [{ signal: "SIGKILL", oom_killed: true }]);
}

async function tellsHealth(dockerd: Dockerd): Promise<void> {
  const name = randomName("healthy");
  await using ctrack = await startTracing(dockerd);
  const health = ["--health-cmd=/bin/leaf exit 0", "--health-interval=100ms"];
  const id = await dockerd.run(
    newContainer("run", name, "-d", ...health, IMAGE, "/bin/act", "wait"),
  );
  const [told] = await ctrack.until(
    "its health",
    (line) => ofContainer(id)(line) && line.action === "health",
  );
  assertEquals(told?.container?.health, "healthy");
  await dockerd.run(["rm", "-f", name]);
  await endWell(ctrack, name);
}

await e2eTest(
  "ctrack tells a container's life as Docker does, action by action",
  ["tracing", "programs", "dockerd"],
  async (t) => {
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    const steps = {
      "paused, renamed, restarted, executed into, killed, removed": tellsAnEventfulLife,
      "restarted by Docker itself": tellsRestarts,
      "out of memory": tellsOutOfMemory,
      "its health": tellsHealth,
    };
    for (const [name, step] of Object.entries(steps)) await t.step(name, () => step(dockerd));
  },
);
