import { startContainerd } from "../workload/containerd.ts";
import { listenBadly } from "../workload/bad_daemon.ts";
import { startDockerd } from "../workload/dockerd.ts";
import { startPodman } from "../workload/podman.ts";
import { importPrograms, type RootFolder, rootFolder } from "../workload/programs.ts";
import { prepareOciRuntime } from "../workload/runc.ts";
import {
  CTR_IMAGE,
  CTR_PLACES,
  ctrSubject,
  dockerSubject,
  ociSubject,
  podmanSubject,
  type Subject,
} from "../workload/subjects.ts";
import { IMAGE, OWN_NETWORK, randomName } from "../workload/tracing.ts";
import type { Bench, Scenario } from "./bench.ts";
import { percent, type Row, times } from "./report.ts";
import { alternate } from "./rounds.ts";
import { median, medianRatio } from "./statistics.ts";
import { startTracer } from "./tracer.ts";

/** Most that a container's way from start to removal may be prolonged. */
const TIMES_RUN = 1.02;
/** Most requests that a container may cost its daemon. */
const REQUESTS_BUDGET = 1;

/** A runtime that runs, and how often its daemon was asked so far; undefined where it has none. */
interface Started {
  readonly subject: Subject;
  readonly requests: () => number | undefined;
}

/** How each runtime is started; what it needs goes with the stack. */
const RUNTIMES: Readonly<
  Record<string, (stack: AsyncDisposableStack, root: RootFolder) => Promise<Started>>
> = {
  async docker(stack) {
    const dockerd = stack.use(await startDockerd());
    await importPrograms(dockerd, IMAGE);
    const counter = stack.use(listenBadly(`${dockerd.folder}/counted`, dockerd.socket, "good"));
    const subject = {
      ...dockerSubject(dockerd, IMAGE, OWN_NETWORK),
      flags: ["--docker-socket", counter.socket],
    };
    return { subject, requests: () => counter.requests };
  },
  async containerd(stack, root) {
    const containerd = stack.use(await startContainerd());
    await containerd.importFolder(CTR_IMAGE, root.path);
    const place = CTR_PLACES["in pods, cgroupfs style"];
    return { subject: ctrSubject(containerd, place), requests: () => undefined };
  },
  async podman(stack, { programs }) {
    const podman = stack.use(await startPodman());
    await podman.importBusybox(IMAGE, [programs.act, programs.leaf]);
    return { subject: podmanSubject(podman, IMAGE), requests: () => undefined };
  },
  async runc(stack, root) {
    const runc = stack.use(await prepareOciRuntime("runc", root.path));
    return { subject: ociSubject(runc, "runc"), requests: () => undefined };
  },
};

/** What was seen of a round's containers. */
interface Round {
  /** A container from its start to its removal, ms. */
  readonly runMs: number;
  /** Events of these containers by label. */
  readonly labels: Readonly<Record<string, number>>;
  readonly requests: number | undefined;
}

/** Events of containers with these ids, by label. */
async function countLabels(
  stdout: ReadableStream<Uint8Array>,
  isMine: (id: string) => boolean,
): Promise<Record<string, number>> {
  const lines: string[] = [];
  let rest = "";
  for await (const text of stdout.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts.filter((line) => line.includes('"process":')));
  }
  const labels: Record<string, number> = {};
  for (const line of lines) {
    const { container } = JSON.parse(line);
    if (!isMine(container?.id)) continue;
    labels[container.label] = (labels[container.label] ?? 0) + 1;
  }
  return labels;
}

/** Containers ahead of those that count: what has just started is slower for a while. */
const WARM_UP = 2;

/** Runs containers, and gives the middle of their times, ms; their ids go into the set. */
async function runContainers({ run }: Subject, count: number, ids: Set<string>): Promise<number> {
  const times: number[] = [];
  for (let i = -WARM_UP; i < count; i++) {
    const start = performance.now();
    ids.add(await run(randomName("bench"), ["/bin/leaf", "none"]));
    if (i >= 0) times.push(performance.now() - start);
  }
  return median(times);
}

async function measure(
  { ctrack }: Bench,
  { subject, requests }: Started,
  count: number,
  traced: boolean,
): Promise<Round> {
  const ids = new Set<string>();
  if (!traced) {
    return { runMs: await runContainers(subject, count, ids), labels: {}, requests: undefined };
  }
  const command = [ctrack, "--format", "json", ...subject.flags];
  const tracer = startTracer({ name: "ctrack", command, ready: "ctrack: tracing" });
  const labels = countLabels(tracer.stdout ?? new ReadableStream(), (id) => ids.has(id));
  await tracer.ready(async () => {});
  const before = requests();
  const runMs = await runContainers(subject, count, ids);
  await tracer.stop();
  const after = requests();
  return {
    runMs,
    labels: await labels,
    requests: before === undefined || after === undefined ? undefined : after - before,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function rowsFor(
  name: string,
  alone: readonly Round[],
  traced: readonly Round[],
  containers: number,
): readonly Row[] {
  const runMs = (rounds: readonly Round[]) => rounds.map(({ runMs }) => runMs);
  const ratio = medianRatio(runMs(traced), runMs(alone));
  const of = (label: string) => sum(traced.map(({ labels }) => labels[label] ?? 0));
  const [ok, late] = [of("ok"), of("late")];
  const all = sum(traced.flatMap(({ labels }) => Object.values(labels)));
  const asked = traced.flatMap(({ requests }) => requests ?? []);
  const perContainer = sum(asked) / containers;
  return [
    { what: `${name}: run and remove, alone`, figure: `${median(runMs(alone)).toFixed(1)} ms` },
    {
      what: `${name}: run and remove, traced`,
      figure: `${median(runMs(traced)).toFixed(1)} ms`,
      ratio: times(ratio, "alone"),
      budget: `<= ${TIMES_RUN} x`,
      holds: ratio <= TIMES_RUN,
    },
    {
      what: `${name}: events with their name`,
      figure: `${ok} of ${all}`,
      budget: "all",
      holds: ok === all && all > 0,
    },
    { what: `${name}: of these late`, figure: percent(late / all) },
    ...asked.length === 0 ? [] : [{
      what: `${name}: requests a container`,
      figure: perContainer.toFixed(2),
      budget: `<= ${REQUESTS_BUDGET}`,
      holds: perContainer <= REQUESTS_BUDGET,
    }],
  ];
}

async function run(bench: Bench): Promise<readonly Row[]> {
  const [rounds, count] = bench.quick ? [3, 5] : [10, 10];
  await using root = await rootFolder();
  const rows: Row[] = [];
  for (const [name, start] of Object.entries(RUNTIMES)) {
    await using stack = new AsyncDisposableStack();
    const started = await start(stack, root);
    const results = await alternate(
      [false, true],
      rounds,
      (traced) => measure(bench, started, count, traced),
    );
    const [alone = [], traced = []] = [results.get(false), results.get(true)];
    rows.push(...rowsFor(name, alone, traced, rounds * (WARM_UP + count)));
  }
  return rows;
}

/** What a runtime notices of ctrack, and how many events have their container's name. */
export const LABELS: Scenario = {
  name: "labels",
  title: "Short containers one by one: the runtime's own time, and how many events have a name",
  run,
};
