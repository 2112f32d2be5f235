/**
 * `make fuzz`: each target for its share of FUZZ_SECONDS, from FUZZ_SEED on. FUZZ_TARGET names one, FUZZ_PATH goes
 * straight to the input that a failure told of.
 */
import { SHIM_TARGETS } from "./shim_targets.ts";
import { TARGETS } from "./targets.ts";
import type { Answer, Asked, Message } from "./run_worker.ts";

/** An input that takes this long does not end, ms: the slowest one takes some 100 on a busy machine. */
const HANG_MS = 30_000;

const LOOK_MS = 500;

const print = (text: string) => Deno.stdout.writeSync(new TextEncoder().encode(text));

function numberFrom(name: string, otherwise: number): number {
  const text = Deno.env.get(name) || String(otherwise);
  if (!/^-?\d+$/.test(text)) throw new Error(`${name} is a whole number, not "${text}"`);
  return Number(text);
}

/** Runs a target on a thread of its own, so that one that never ends can be told of. */
async function runTarget(asked: Omit<Asked, "inputs">): Promise<string | undefined> {
  const worker = new Worker(new URL("./run_worker.ts", import.meta.url), { type: "module" });
  const inputs = new Int32Array(new SharedArrayBuffer(4));
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => resolve(data);
  worker.onerror = (event) => {
    event.preventDefault();
    resolve({ error: event.message, inputs: inputs[0] ?? 0 });
  };
  let [last, since] = [-1, performance.now()];
  const looking = setInterval(() => {
    const now = Atomics.load(inputs, 0);
    if (now !== last) [last, since] = [now, performance.now()];
    // The shim's fuzzers look after themselves, and count no inputs here.
    if (now === 0 || performance.now() - since < HANG_MS) return;
    const path = asked.path ?? Math.max(0, now - 1);
    const again = `make fuzz FUZZ_TARGET=${asked.name} FUZZ_SEED=${asked.seed} FUZZ_PATH=${path}`;
    resolve({ error: `${asked.name} does not end\nagain: ${again}`, inputs: now });
  }, LOOK_MS);
  const began = performance.now();
  const message: Message = { asked: { ...asked, inputs }, port: port2 };
  worker.postMessage(message, [port2]);
  const answer = await promise;
  clearInterval(looking);
  port1.close();
  worker.terminate();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  print(`${asked.name.padEnd(20)} ${String(answer.inputs).padStart(9)} inputs in ${seconds} s\n`);
  return answer.error;
}

const seed = numberFrom("FUZZ_SEED", crypto.getRandomValues(new Int32Array(1))[0] ?? 0);
const wanted = Deno.env.get("FUZZ_TARGET") || undefined;
const path = Deno.env.get("FUZZ_PATH") || undefined;
const all = [...TARGETS, ...SHIM_TARGETS];
const chosen = all.filter(({ name }) => wanted === undefined || name === wanted);
if (chosen.length === 0) {
  const names = all.map(({ name }) => name).join(", ");
  throw new Error(`there is no target ${wanted}; there are ${names}`);
}
const ms = numberFrom("FUZZ_SECONDS", 60) * 1000 / chosen.length;
print(`FUZZ_SEED=${seed}\n`);
const errors: string[] = [];
for (const { name } of chosen) {
  const error = await runTarget({ name, seed, ms, ...path === undefined ? {} : { path } });
  if (error === undefined) continue;
  errors.push(error);
  print(`${error}\n`);
}
if (errors.length > 0) Deno.exit(1);
