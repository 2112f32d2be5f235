import { assert, assertEquals } from "@std/assert";
import { CGROUPS_MAX } from "../../src/enrich/cgroup_table.ts";
import { CONTAINERS_MAX, TOMBSTONES_MAX } from "../../src/enrich/container_registry.ts";
import { HELPERS_MAX, NAMING_MAX } from "../../src/enrich/helper_table.ts";
import { HELD_MAX } from "../../src/enrich/hold.ts";
import { MOUNTS_MAX } from "../../src/enrich/mounts_table.ts";
import { ROLES_MAX } from "../../src/enrich/roles.ts";
import { LOOKUPS_MAX } from "../../src/enrich/runtime_set.ts";
import { statusMb } from "../bench/process_memory.ts";
import { startCtrack } from "../workload/ctrack.ts";
import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { e2eTest } from "../workload/needs.ts";
import { importPrograms } from "../workload/programs.ts";
import { IMAGE, NOTHING_LOST } from "../workload/tracing.ts";
import { entriesIn, leftBehind, objectsOf } from "./kernel_objects.ts";
import { FLAGS, type Loads, prepareLoads, runInDocker } from "./loads.ts";
import { openFiles, type ProcessUsage, usageAtRest } from "./process_usage.ts";
import { Seen } from "./seen.ts";
import { NOTHING, plus, type Sent, total } from "./sent.ts";
import { soakForm } from "./soak_form.ts";
import { growth } from "./trend.ts";

/** What one round does, all at once. */
const SPAWNS = 3000;
const FORKS = 1000;
const CONTAINERS = 1250;
const DOCKER_RUNS = 2;

/** The first of so many rounds has 2,500 more containers, 2,000 of them at once. */
const CROWD_EVERY = 20;
const CROWD = 2500;

/** Rounds at the beginning in which heaps, tables of strings and connections grow to their size: a quarter of all. */
const WARM_UP = 1 / 4;

/** Most that may be added by all rounds together, MB: what a garbage collector has or has not cleared yet. */
const FLAT_MB = 10;

/** Largest resident memory at any time, MB: all loads at once come to 120 to 155, containers alone to less. */
const PEAK_MB = 200;

/** Most that the host's own cgroups come to meanwhile. */
const OTHER_CGROUPS = 500;

/** A connection more or less to the daemon, at the moment of looking. */
const OTHER_FILES = 4;

/** The runtime's own that wait for files: they come when several are asked for at once, and go after 10 s. */
const OTHER_THREADS = 4;

/** Bounds of the summary's tables. */
const BOUNDS: Readonly<Record<string, number>> = {
  cgroups: CGROUPS_MAX,
  containers: CONTAINERS_MAX,
  held: HELD_MAX,
  helpers: HELPERS_MAX,
  names: NAMING_MAX,
  lookups: LOOKUPS_MAX,
  mounts: 2 * MOUNTS_MAX,
  roles: ROLES_MAX,
};

async function dockerRuns(dockerd: Dockerd): Promise<Sent> {
  for (let i = 0; i < DOCKER_RUNS; i++) await runInDocker(dockerd, IMAGE);
  return { fork: 0, exec: DOCKER_RUNS, exit: DOCKER_RUNS };
}

async function round(loads: Loads, dockerd: Dockerd, number: number): Promise<Sent> {
  const all = await Promise.all([
    loads.storm(SPAWNS),
    loads.bomb(FORKS),
    loads.churn(CONTAINERS),
    dockerRuns(dockerd),
    ...number % CROWD_EVERY === 0 ? [loads.crowd(CROWD)] : [],
  ]);
  return all.reduce(plus, NOTHING);
}

/** Nothing grows from the first of these to the last. */
function checkFlat(usages: readonly ProcessUsage[], verdicts: readonly number[]): void {
  const memory = usages.map((usage) => usage.memory);
  assert(growth(memory) <= FLAT_MB, `memory grows: ${memory.map(Math.round).join(", ")} MB`);
  const files = usages.map((usage) => openFiles(usage.files));
  assert(
    growth(files) <= OTHER_FILES,
    `open files grow: ${JSON.stringify([usages.at(0)?.files, usages.at(-1)?.files])}`,
  );
  const threads = usages.map((usage) => usage.threads);
  assert(growth(threads) <= OTHER_THREADS, `threads grow: ${threads.join(", ")}`);
  assert(growth(verdicts) <= OTHER_CGROUPS, `verdicts grow: ${verdicts.join(", ")}`);
}

/** For whoever watches a long one. */
function tellRound(round: number, sent: Sent, lost: number, usage?: ProcessUsage): void {
  if (usage === undefined) return;
  const { memory, files, threads } = usage;
  const text = `round ${round}: ${total(sent)} events, ${lost} lost; ${memory.toFixed(0)} MB, ` +
    `${openFiles(files)} files, ${threads} threads\n`;
  Deno.stderr.writeSync(new TextEncoder().encode(text));
}

await e2eTest(
  "ctrack stays as it is under storms, fork bombs and churn",
  ["tracing", "programs", "program:bpftool", "program:setpriv", "dockerd"],
  async () => {
    const form = soakForm((name) => Deno.env.get(name));
    await using dockerd = await startDockerd();
    await importPrograms(dockerd, IMAGE);
    await using loads = await prepareLoads();
    let named = 0;
    const seen = new Seen(({ event, container, process }) => {
      // Of the others nobody can tell a name.
      if (container?.label !== "ok") return assertEquals(container?.name, undefined);
      named++;
      if (event === "exec") assertEquals(container.name, process?.command_args?.at(-1));
    });
    await using ctrack = await startCtrack([...FLAGS, "--docker-socket", dockerd.socket], {
      onEvent: (event) => seen.add(event),
    });
    const objects = objectsOf(ctrack.pid);
    const end = Date.now() + form.minutes * 60_000;
    const usages: ProcessUsage[] = [];
    const verdicts: number[] = [];
    let sent = NOTHING;
    for (let i = 0; i < form.rounds || Date.now() < end; i++) {
      sent = plus(sent, await round(loads, dockerd, i));
      await seen.balance(ctrack, sent);
      usages.push(await usageAtRest(ctrack.pid));
      verdicts.push(await entriesIn(ctrack.pid, "verdicts"));
      tellRound(i, sent, seen.lost, usages.at(-1));
    }
    const warm = Math.ceil(usages.length * WARM_UP);
    checkFlat(usages.slice(warm), verdicts.slice(warm));
    const peak = await statusMb(ctrack.pid, "VmHWM");
    assert(peak <= PEAK_MB, `${peak} MB at the peak`);

    const { code, rest, summary } = await ctrack.stop();
    assertEquals([code, rest], [130, ""]);
    seen.check(sent);
    if (seen.lost === 0) assertEquals(named, 2 * DOCKER_RUNS * usages.length);
    assertEquals(summary?.lost, { ...NOTHING_LOST, ring_full: seen.lost });
    const tables = summary?.tables ?? {};
    assertEquals(Object.keys(tables).toSorted(), Object.keys(BOUNDS).toSorted());
    for (const [name, size] of Object.entries(tables)) {
      assert(size <= (BOUNDS[name] ?? 0), `${name}: ${size}`);
    }
    // What has gone leaves its tombstones, and nothing else.
    const { cgroups = NaN, containers = NaN, held } = tables;
    assert(cgroups <= OTHER_CGROUPS && containers <= TOMBSTONES_MAX + OTHER_CGROUPS);
    assertEquals(held, 0);
    assertEquals(await leftBehind(objects), []);
  },
);
