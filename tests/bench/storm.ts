import type { Programs } from "./build.ts";

/** What `storm` printed. */
export interface StormResult {
  readonly spawns: number;
  readonly spawners: number;
  readonly seconds: number;
  /** Spawns in a second. */
  readonly rate: number;
  /** CPU time of the spawners and of all they spawned. */
  readonly cpu_seconds: number;
}

/** How to start programs. */
export interface StormOptions {
  readonly spawns: number;
  /** Processes that spawn at once. @default one for each CPU */
  readonly spawners?: number;
  /** Pause of each spawner behind each spawn, us. @default 0 */
  readonly pauseUs?: number;
  /** File `cgroup.procs` of the cgroup to storm in. @default where the benchmark runs */
  readonly procs?: string;
}

/** Starts a program over and over. */
export async function runStorm(programs: Programs, options: StormOptions): Promise<StormResult> {
  const { spawns, spawners, pauseUs, procs } = options;
  const { success, stdout, stderr } = await new Deno.Command(programs.storm, {
    args: [
      ...["-n", String(spawns)],
      ...spawners === undefined ? [] : ["-k", String(spawners)],
      ...pauseUs === undefined ? [] : ["-i", String(pauseUs)],
      ...procs === undefined ? [] : ["-g", procs],
      programs.tiny,
    ],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout)) as StormResult;
}

/**
 * Events of a storm in a cgroup of its own: fork, exec and exit of each spawn, fork and exit of each
 * spawner, exit of the storm itself.
 */
export function eventsOf({ spawns, spawners }: StormResult): number {
  return 3 * spawns + 2 * spawners + 1;
}
