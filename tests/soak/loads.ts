/**
 * The loads of the soak. All of them run as one user, for whose events alone the kernel is asked: so each says
 * exactly what must be seen, whatever else runs on the host.
 */

import { assertEquals } from "@std/assert";
import { buildPrograms as buildBench } from "../bench/build.ts";
import { type ContainerCgroup, makeContainerCgroup } from "../bench/container_cgroup.ts";
import type { Dockerd } from "../workload/dockerd.ts";
import { command, copyPrograms } from "../workload/programs.ts";
import { newContainer, randomName } from "../workload/tracing.ts";
import type { Sent } from "./sent.ts";

/** A user that nobody is, not even another run of these tests. */
const USER = 100_000 + Math.floor(Math.random() * 1_000_000_000);

/** What ctrack is asked for: the loads' events, as JSON. */
export const FLAGS: readonly string[] = [
  ...["-o", "json", "-e", "fork,exec,exit", "-u", String(USER)],
];

/** Processes that a fork bomb's cgroup has room for. */
const BOMB_MAX = 200;

/** Container cgroups alive at once, of those that come and go. */
const ALIVE = 2000;

/** The loads, and what they need; dispose it to remove that. */
export interface Loads extends AsyncDisposable {
  readonly container: ContainerCgroup;
  /** Execs on all CPUs as fast as they can, in one container. */
  storm(spawns: number): Promise<Sent>;
  /** A fork bomb in one container, stopped by its cgroup's `pids.max` over and over. */
  bomb(forks: number): Promise<Sent>;
  /** Containers come and go as cgroups alone, one after the other. */
  churn(containers: number): Promise<Sent>;
  /** The same, with 2,000 of them alive. */
  crowd(containers: number): Promise<Sent>;
}

/** Compiles the programs, where any user may run them, and makes the cgroups. */
export async function prepareLoads(): Promise<Loads> {
  const bench = await buildBench();
  await using stack = new AsyncDisposableStack();
  const { folder, act } = stack.use(await copyPrograms());
  const [storm, tiny] = [`${folder}/storm`, `${folder}/tiny`];
  await Deno.copyFile(bench.storm, storm);
  await Deno.copyFile(bench.tiny, tiny);
  const container = stack.use(await makeContainerCgroup());
  const bombed = stack.use(await makeContainerCgroup());
  await limitProcesses(bombed, BOMB_MAX);
  const asUser = ({ procs }: ContainerCgroup, ...args: readonly string[]) =>
    command(act, ["in", procs, "/usr/bin/setpriv", `--reuid=${USER}`, "--clear-groups", ...args]);
  let churns = 0;
  async function churn(containers: number, ...flags: readonly string[]): Promise<Sent> {
    // Each id once: one that comes again is a container that was restarted.
    const prefix = container.id.slice(0, 24) + String(churns++).padStart(8, "0");
    await command(bench.churn, [
      ...[...flags, "-u", String(USER), container.parent, prefix, String(containers), tiny],
    ]);
    return { fork: 0, exec: containers, exit: containers };
  }
  const owned = stack.move();
  return {
    container,
    async storm(spawns) {
      const { spawners } = JSON.parse(
        await asUser(container, storm, "-n", String(spawns), tiny),
      );
      return { fork: spawns + spawners, exec: spawns + 1, exit: spawns + spawners + 1 };
    },
    async bomb(forks) {
      const refused = Number(await asUser(bombed, act, "bomb", String(forks)));
      assertEquals(refused > 0, true, "a bomb that nothing stopped");
      return { fork: forks, exec: 1, exit: forks + 1 };
    },
    churn,
    async crowd(containers) {
      const sent = await churn(containers, "-a", String(ALIVE));
      // The process that waits in each is killed.
      return { ...sent, exit: sent.exit + containers };
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Runs one Docker container of this user to its end: one exec and one exit. Gives its name. */
export async function runInDocker(dockerd: Dockerd, image: string): Promise<string> {
  const name = randomName("soak");
  await dockerd.run([
    ...newContainer("run", name, "--rm", `--user=${USER}`, image, "/bin/leaf", "exit", "0", name),
  ]);
  return name;
}

/** Bounds how many processes a cgroup may have: on v2 its parents have to allow it first. */
async function limitProcesses({ path, parent }: ContainerCgroup, max: number): Promise<void> {
  const file = `${path}/pids.max`;
  for (const folder of ["/sys/fs/cgroup", parent]) {
    if (await Deno.stat(file).then(() => true, () => false)) break;
    await Deno.writeTextFile(`${folder}/cgroup.subtree_control`, "+pids");
  }
  await Deno.writeTextFile(file, String(max));
}
