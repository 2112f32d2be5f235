/** A program that traces, and how to run it. */
export interface Tracer {
  readonly name: string;
  readonly command: readonly string[];
  /** Text on stderr that says that events flow; absent where the first event has to say so. */
  readonly ready?: string;
}

/** How it ended. */
export interface TracerEnd {
  readonly code: number;
  readonly stderr: string;
}

/** A tracer that runs. */
export interface RunningTracer {
  readonly pid: number;
  /** Its lines; absent when they go to a file. */
  readonly stdout: ReadableStream<Uint8Array> | undefined;
  /** Resolves when events flow. `poke` is called over and over for tracers that only an event shows ready. */
  ready(poke: () => Promise<void>): Promise<void>;
  /** SIGINT, then waits for the end. */
  stop(): Promise<TracerEnd>;
}

/** Longest wait for a tracer to be ready, ms. */
const READY_LIMIT_MS = 30_000;
const LOOK_MS = 10;

/** Longest text that a tracer prints ahead of its first event, bytes. */
const GREETING_MAX = 80;

/** The shell becomes the tracer, so that the pid is the tracer's own. Nothing is truncated. */
const TO_FILE = 'out=$1; shift; exec "$@" 1<>"$out"';

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** How many bytes a tracer has written to its stdout, a file. */
export async function written(pid: number): Promise<number> {
  const info = await Deno.readTextFile(`/proc/${pid}/fdinfo/1`);
  return Number(/^pos:\s*(\d+)$/m.exec(info)?.[1]);
}

/**
 * Makes a file for tracers' output whose pages all exist: what is measured is writing, not the making
 * of memory, which on a virtual machine costs more than the tracer.
 */
export async function makeOutput(path: string, megabytes: number): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true });
  const zeros = new Uint8Array(1 << 20);
  for (let i = 0; i < megabytes; i++) await file.write(zeros);
}

/** Collects a stream's text while it comes. */
function collect(stream: ReadableStream<Uint8Array>): { text: string; done: Promise<void> } {
  const collected = { text: "", done: Promise.resolve() };
  const decoder = new TextDecoder();
  collected.done = (async () => {
    for await (const piece of stream) collected.text += decoder.decode(piece, { stream: true });
  })();
  return collected;
}

/** Starts a tracer with its stdout in a file, or in a pipe when there is none. */
export function startTracer(tracer: Tracer, output?: string): RunningTracer {
  const [program = "", ...args] = output === undefined
    ? tracer.command
    : ["sh", "-c", TO_FILE, "sh", output, ...tracer.command];
  const child = new Deno.Command(program, {
    args,
    stdin: "null",
    stdout: output === undefined ? "piped" : "null",
    stderr: "piped",
  }).spawn();
  const stderr = collect(child.stderr);
  let ended = false;
  child.status.then(() => ended = true);

  const isReady = async () => {
    if (tracer.ready !== undefined) return stderr.text.includes(tracer.ready);
    // Its own first line says that it attaches, the next ones are events.
    return output !== undefined && await written(child.pid) > GREETING_MAX;
  };
  return {
    pid: child.pid,
    stdout: output === undefined ? child.stdout : undefined,
    async ready(poke) {
      const deadline = performance.now() + READY_LIMIT_MS;
      while (!(await isReady())) {
        if (ended || performance.now() > deadline) {
          throw new Error(`${tracer.name} does not trace: ${stderr.text}`);
        }
        await poke();
        await delay(LOOK_MS);
      }
    },
    async stop() {
      if (!ended) child.kill("SIGINT");
      const { code } = await child.status;
      await stderr.done;
      return { code, stderr: stderr.text };
    },
  };
}

/**
 * Waits until a tracer has written nothing for a while: all that happened is in its output. Resolves
 * with the bytes written.
 */
export async function settled(pid: number): Promise<number> {
  const still = 100;
  let size = -1;
  for (;;) {
    const now = await written(pid);
    if (now === size) return size;
    size = now;
    await delay(still);
  }
}
