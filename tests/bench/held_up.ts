import { type Dockerd, startDockerd } from "../workload/dockerd.ts";
import { importPrograms } from "../workload/programs.ts";
import { IMAGE } from "../workload/tracing.ts";
import type { Bench, Scenario } from "./bench.ts";
import { type Row, times } from "./report.ts";
import { alternate } from "./rounds.ts";
import { median, medianRatio } from "./statistics.ts";
import { startTracer } from "./tracer.ts";

/** Most that a container's run may be prolonged by a ctrack that does not get on. */
const TIMES_RUN = 1.02;

/** Runs of a round, of which the middle one counts, and those ahead of them. */
const RUNS = 5;
const WARM_UP = 1;

/** A ring of one page: what does not fit is lost at once. */
const SMALLEST_RING = "4096";

/** Pause of the one that storms behind each spawn, us: some 2,500 a second, so that a CPU is left for Docker. */
const STORM_PAUSE_US = 200;

/** How Docker is disturbed while it runs containers. */
interface Disturbance {
  readonly name: string;
  /** Absent for no ctrack. */
  readonly ctrack?: "stopped" | "overloaded";
  /** Whether something storms in another container. */
  readonly storms: boolean;
}

const ALONE: Disturbance = { name: "no ctrack", storms: false };
const STOPPED: Disturbance = {
  name: "ctrack stopped by SIGSTOP",
  ctrack: "stopped",
  storms: false,
};
const STORM: Disturbance = { name: "a storm, no ctrack", storms: true };
const STOPPED_IN_STORM: Disturbance = {
  name: "a storm, ctrack stopped and its ring full",
  ctrack: "stopped",
  storms: true,
};
const OVERLOADED: Disturbance = {
  name: "a storm, ctrack overloaded, its ring full",
  ctrack: "overloaded",
  storms: true,
};

/** Spawns in the benchmark's container until it is disposed. */
function startStorm({ programs, container }: Bench): AsyncDisposable {
  const args = ["-n", "100000000", "-k", "1", "-i", String(STORM_PAUSE_US), "-g", container.procs];
  const child = new Deno.Command(programs.storm, {
    args: [...args, programs.tiny],
    stdout: "null",
  }).spawn();
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}

/** A ctrack that does not get on, until it is disposed. */
async function startCtrack(
  { ctrack, output }: Bench,
  { socket }: Dockerd,
  { ctrack: how, storms }: Disturbance,
): Promise<AsyncDisposable> {
  const ring = storms ? ["--buffer-size", SMALLEST_RING] : [];
  const command = [ctrack, "--format", "json", "--docker-socket", socket, ...ring];
  const tracer = startTracer({ name: "ctrack", command, ready: "ctrack: tracing" }, output);
  await tracer.ready(async () => {});
  if (how === "stopped") Deno.kill(tracer.pid, "SIGSTOP");
  return {
    async [Symbol.asyncDispose]() {
      Deno.kill(tracer.pid, "SIGCONT");
      const { stderr } = await tracer.stop();
      // What was measured is what it is called.
      const lost = Number(/"ring_full":(\d+)/.exec(stderr)?.[1]);
      if (storms && !(lost > 0)) throw new Error(`the ring was never full: ${stderr}`);
    },
  };
}

/** Time of `docker run --rm` of a program that exits at once, ms: the middle of some. */
async function measure(
  bench: Bench,
  dockerd: Dockerd,
  disturbance: Disturbance,
): Promise<number> {
  await using stack = new AsyncDisposableStack();
  if (disturbance.ctrack !== undefined) stack.use(await startCtrack(bench, dockerd, disturbance));
  if (disturbance.storms) stack.use(startStorm(bench));
  const taken: number[] = [];
  for (let i = -WARM_UP; i < RUNS; i++) {
    const start = performance.now();
    await dockerd.run(["run", "--rm", "--net=none", IMAGE, "/bin/leaf", "none"]);
    if (i >= 0) taken.push(performance.now() - start);
  }
  return median(taken);
}

async function run(bench: Bench): Promise<readonly Row[]> {
  await using dockerd = await startDockerd();
  await importPrograms(dockerd, IMAGE);
  const results = await alternate(
    [ALONE, STOPPED, STORM, STOPPED_IN_STORM, OVERLOADED],
    bench.quick ? 3 : 10,
    (disturbance) => measure(bench, dockerd, disturbance),
  );
  const of = (disturbance: Disturbance) => results.get(disturbance) ?? [];
  return [...results.keys()].map((disturbance) => {
    const figure = `${median(of(disturbance)).toFixed(0)} ms`;
    const { name, ctrack, storms } = disturbance;
    if (ctrack === undefined) return { what: name, figure };
    const base = storms ? STORM : ALONE;
    const ratio = medianRatio(of(disturbance), of(base));
    return {
      what: name,
      figure,
      ratio: times(ratio, base.name),
      budget: `<= ${TIMES_RUN} x`,
      holds: ratio <= TIMES_RUN,
    };
  });
}

/** Whether a container ever waits for a ctrack that does not get on. */
export const HELD_UP: Scenario = {
  name: "held-up",
  title: "docker run of a program that exits at once, while ctrack does not get on",
  run,
};
