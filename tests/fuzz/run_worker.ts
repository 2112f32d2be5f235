/** The thread of one target; see run.ts. */
import { SHIM_TARGETS } from "./shim_targets.ts";
import { TARGETS } from "./targets.ts";

/** What the thread is to do. */
export interface Asked {
  readonly name: string;
  readonly seed: number;
  readonly ms: number;
  readonly path?: string;
  /** Counts the inputs that were begun. */
  readonly inputs: Int32Array;
}

/** What the thread gets. */
export interface Message {
  readonly asked: Asked;
  /** Where the {@link Answer} goes. */
  readonly port: MessagePort;
}

/** What came of it. */
export interface Answer {
  readonly inputs: number;
  /** Absent where the promise was kept. */
  readonly error?: string;
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, stack, cause } = error;
  return cause === undefined ? stack ?? message : `${message}\n${textOf(cause)}`;
}

async function run({ name, inputs, ...how }: Asked): Promise<Answer> {
  const target = [...TARGETS, ...SHIM_TARGETS].find((each) => each.name === name);
  const onInput = () => void Atomics.add(inputs, 0, 1);
  try {
    return { inputs: await target?.run({ ...how, runs: Number.MAX_SAFE_INTEGER, onInput }) ?? 0 };
  } catch (error) {
    return { inputs: inputs[0] ?? 0, error: textOf(error) };
  }
}

globalThis.addEventListener("message", async (event) => {
  const { asked, port }: Message = (event as MessageEvent).data;
  port.postMessage(await run(asked));
});
