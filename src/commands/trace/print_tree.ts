import type { Io } from "../../cli/io.ts";
import { treeSigns } from "../../output/format/tree.ts";
import { listed } from "../processes/listed.ts";
import type { TraceValues } from "../trace_flags.ts";
import { groves } from "../tree/groves.ts";
import { renderGroves } from "../tree/render.ts";
import type { CommandRun } from "./command_run.ts";

/** Prints what a command started, at this time, ns since boot. */
export async function printTree(
  io: Io,
  command: CommandRun,
  { ascii, "no-trunc": noTrunc, "runtime-internals": withRuntime }: TraceValues,
  time: number,
): Promise<void> {
  const all = listed(command.census, command.processes(), { containers: [], withRuntime, time });
  const lines = renderGroves(groves(all, () => undefined), {
    signs: treeSigns(ascii),
    width: noTrunc ? undefined : io.stdout.columns(),
  });
  if (lines.length > 0) await io.stdout.write(`${lines.join("\n")}\n`);
}
