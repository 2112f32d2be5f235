import type { Bench, Scenario } from "./bench.ts";
import type { Row } from "./report.ts";
import { median } from "./statistics.ts";

const STATE_BENCH = new URL("state_bench.ts", import.meta.url).pathname;

interface Measured {
  readonly bytes: number;
  readonly microseconds: number;
  readonly live: number;
  readonly ended: number;
}

async function measure(): Promise<Measured> {
  const args = ["run", "-A", "--v8-flags=--expose-gc", STATE_BENCH];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(text.decode(stderr));
  return JSON.parse(text.decode(stdout));
}

async function run({ quick }: Bench): Promise<readonly Row[]> {
  const all: Measured[] = [];
  for (let round = 0; round < (quick ? 1 : 3); round++) all.push(await measure());
  const of = (pick: (measured: Measured) => number) => median(all.map(pick));
  return [
    {
      what: "memory of a process that runs",
      figure: `${of(({ bytes }) => bytes).toFixed(0)} bytes`,
    },
    { what: "CPU an event", figure: `${of(({ microseconds }) => microseconds).toFixed(2)} us` },
    {
      what: "kept in the end",
      figure: `${of(({ live }) => live)} that run, ${of(({ ended }) => ended)} that ended`,
    },
  ];
}

/** What the process table costs. */
export const STATE: Scenario = {
  name: "state",
  title: "Process table: 100,000 processes that run, a million an hour that come and go",
  run,
};
