/**
 * Events a second of CPU time of a program that prints `{"delivered":N,"seconds":S}` on stderr, and what else it
 * will on stdout.
 */
export async function eventRate(command: readonly string[]): Promise<number> {
  const [program = "", ...args] = command;
  const { success, stderr } = await new Deno.Command(program, {
    args,
    stdout: "null",
    stderr: "piped",
  }).output();
  const text = new TextDecoder().decode(stderr);
  if (!success) throw new Error(text);
  const { delivered, seconds } = JSON.parse(text) as { delivered: number; seconds: number };
  return delivered / seconds;
}

/** A program of the benchmarks, on one core. */
export function onOneCore(script: string, ...args: readonly string[]): readonly string[] {
  return ["taskset", "-c", "0", Deno.execPath(), "run", "-A", script, ...args];
}

/** A rate for people. */
export function thousands(rate: number): string {
  return `${(Math.round(rate / 1000) * 1000).toLocaleString("en-US")} events/s`;
}
