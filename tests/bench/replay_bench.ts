/**
 * Reading a recording alone, in a process of its own:
 *
 *     deno run -A replay_bench.ts RECORDING LOOPS
 *
 * Writes `{"delivered":N,"seconds":S}` of CPU time to stderr. A first part of the loops warms up and does not count.
 */
import { openRecordings } from "../../src/store/record/open_recordings.ts";
import { cpuTime } from "./process_clock.ts";

/** Loops that the compiler needs to settle. */
const WARM_UP = 5;

const [path = "", loops = "1"] = Deno.args;

/** Reads all events; resolves with their number. */
async function read(times: number): Promise<number> {
  let count = 0;
  for (let i = 0; i < times; i++) {
    const recordings = await openRecordings([path]);
    for await (const { events } of recordings.batches()) for (const _ of events) count++;
    if (recordings.problems.length > 0) throw new Error(recordings.problems.join("\n"));
  }
  return count;
}

await read(WARM_UP);
const start = cpuTime(Deno.pid);
const delivered = await read(Number(loops));
const seconds = (cpuTime(Deno.pid) - start) / 1e9;
await Deno.stderr.write(new TextEncoder().encode(JSON.stringify({ delivered, seconds }) + "\n"));
// The runtime frees what its compiler may still use on other threads when it ends by itself: one run in 100 aborts.
Deno.exit(0);
