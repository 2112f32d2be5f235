import { UsageError } from "../cli/cli_error.ts";
import { PROGRAM } from "../cli/command_spec.ts";
import type { Io } from "../cli/io.ts";
import { parsePid } from "./parse_pid.ts";
import type { HistoryQuestion, HistoryValues } from "./history_flags.ts";

/**
 * `ctrack history`: records, or answers a question. Returns the exit code. Whoever asks loads nothing of what
 * tracing needs.
 *
 * @throws {CliError}
 */
export async function runHistory(
  io: Io,
  [word = "", pid]: readonly string[],
  values: HistoryValues,
): Promise<number> {
  const hint = `run ${PROGRAM} history --help`;
  if (pid !== undefined && word !== "ancestors") {
    throw new UsageError(`unexpected argument "${pid}"`, { hint });
  }
  if (pid === undefined && word === "ancestors") {
    throw new UsageError("history ancestors needs PID", { hint });
  }
  if (word === "record") {
    return await (await import("./history/record_history.ts")).recordHistory(io, values);
  }
  const { askHistory } = await import("./history/ask_history.ts");
  return await askHistory(
    io,
    word as HistoryQuestion,
    values,
    pid === undefined ? 0 : parsePid(pid),
  );
}
