import { startDockerd } from "../workload/dockerd.ts";
import type { Bench, Scenario } from "./bench.ts";
import { type Row, times } from "./report.ts";
import { alternate } from "./rounds.ts";
import { median, medianRatio } from "./statistics.ts";

const CROWD = 5_000;
const CONTAINERS = 20;

/** A listing that is timed. */
interface Listing {
  readonly name: string;
  readonly commands: readonly (readonly string[])[];
}

/** Time that the commands take one after the other, ms. */
async function measure({ commands }: Listing): Promise<number> {
  const start = performance.now();
  for (const [program = "", ...args] of commands) {
    const { success, stderr } = await new Deno.Command(program, { args, stdout: "null" }).output();
    if (!success) throw new Error(`${program}: ${new TextDecoder().decode(stderr)}`);
  }
  return performance.now() - start;
}

async function compare(
  ours: Listing,
  others: readonly Listing[],
  rounds: number,
): Promise<readonly Row[]> {
  const all = [ours, ...others];
  const results = await alternate(all, rounds, measure);
  const of = (listing: Listing) => results.get(listing) ?? [];
  return all.map((listing) => {
    const row = { what: listing.name, figure: `${median(of(listing)).toFixed(0)} ms` };
    if (listing === ours) return row;
    const ratio = medianRatio(of(ours), of(listing));
    return {
      ...row,
      ratio: times(ratio, "this is ctrack"),
      budget: "< 1",
      holds: ratio < 1,
    };
  });
}

/** 5,000 processes of the host: what one tool shows the other one shows, too. */
async function crowd({ programs, ctrack, quick }: Bench): Promise<readonly Row[]> {
  const child = new Deno.Command(programs.crowd, {
    args: [String(CROWD)],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  try {
    await child.stdout.getReader().read();
    return await compare(
      { name: `ctrack ps --host, ${CROWD} processes`, commands: [[ctrack, "ps", "--host"]] },
      [{ name: "ps -ef", commands: [["ps", "-ef"]] }],
      quick ? 4 : 12,
    );
  } finally {
    await child.stdin.close();
    await child.status;
  }
}

/** Each container's own listing, as Docker gives it. */
async function containers({ ctrack, quick }: Bench): Promise<readonly Row[]> {
  await using dockerd = await startDockerd();
  await dockerd.importBusybox("busybox");
  const names = Array.from({ length: CONTAINERS }, (_, i) => `bench-${i}`);
  for (const name of names) {
    await dockerd.run(["run", "--detach", "--name", name, "busybox", "sleep", "1000000"]);
  }
  const socket = `unix://${dockerd.socket}`;
  const rows = await compare(
    {
      name: `ctrack ps, ${CONTAINERS} containers`,
      commands: [[ctrack, "ps", "--docker-socket", dockerd.socket]],
    },
    [{
      name: "docker top of each",
      commands: names.map((name) => ["docker", "-H", socket, "top", name]),
    }],
    quick ? 2 : 6,
  );
  await dockerd.run(["rm", "--force", ...names]);
  return rows;
}

/** What it takes to list processes. */
export const PROCESSES: Scenario = {
  name: "processes",
  title: "A list of processes",
  run: async (bench) => [...await crowd(bench), ...await containers(bench)],
};
