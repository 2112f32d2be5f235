/**
 * The user-space pipeline alone, in a process of its own:
 *
 *     deno run -A pipeline_bench.ts RECORDING BOOT_EPOCH_NS LOOPS [STAGE]
 *
 * Goes up to a stage, "write" if none is given. Writes the lines of all loops to stdout and `{"delivered":N,"seconds":S}` of CPU time to stderr. A
 * first part of the loops warms up and does not count.
 */
import { denoIo } from "../../src/cli/deno_io.ts";
import { runRecording, STAGES } from "./pipeline_stages.ts";
import { cpuTime } from "./process_clock.ts";

/** Loops that the compiler needs to settle. */
const WARM_UP = 10;

const [path = "", epoch = "0", loops = "1", asked = "write"] = Deno.args;
const stage = STAGES.find((each) => each === asked);
const recording = await Deno.readFile(path);
const { stdout } = denoIo();
await runRecording(recording, BigInt(epoch), WARM_UP, stdout, stage);
const start = cpuTime(Deno.pid);
const delivered = await runRecording(recording, BigInt(epoch), Number(loops), stdout, stage);
const seconds = (cpuTime(Deno.pid) - start) / 1e9;
await Deno.stderr.write(new TextEncoder().encode(JSON.stringify({ delivered, seconds }) + "\n"));
// The runtime frees what its compiler may still use on other threads when it ends by itself: one run in 100 aborts.
Deno.exit(0);
