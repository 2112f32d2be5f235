import type { Bench } from "./bench.ts";

/** Makes and removes containers, `count`; their ids begin with a digit of ours and some of the benchmark's own. */
export async function runChurn(bench: Bench, digit: string, count: number): Promise<void> {
  const { programs, container } = bench;
  const { success, stderr } = await new Deno.Command(programs.churn, {
    args: [container.parent, digit + container.id.slice(0, 15), String(count), programs.tiny],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
