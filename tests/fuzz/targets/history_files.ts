import { assert } from "@std/assert";
import fc from "fast-check";
import { CliError } from "../../../src/cli/cli_error.ts";
import { parseCommandLine } from "../../../src/cli/parse_command_line.ts";
import { COMMAND_SPECS } from "../../../src/commands/command_specs.ts";
import { runHistory } from "../../../src/commands/history.ts";
import { closeAfterWriting } from "../../../src/store/history/open_history.ts";
import { memoryIo } from "../../cli/memory_io.ts";
import {
  execOf,
  exitOf,
  forkOf,
  placed,
  processOf,
  SECOND,
  World,
} from "../../store/history/world.ts";
import { mutatedBytes } from "../mutate.ts";
import { fuzzTarget } from "../target.ts";

/** Questions of every kind, each with a way to be answered. */
const QUESTIONS = [
  ["runs", "-o", "json"],
  ["failed"],
  ["longest", "-o", "csv"],
  ["life"],
  ["ancestors", "12"],
  ["containers"],
  ["gaps"],
] as const;

/** Processes that a history tells of: some that failed, one that began twice, one that still runs. */
function writeSome(world: World): void {
  const db = world.open();
  const recorder = world.recorder(db);
  for (let pid = 10; pid < 20; pid++) {
    const process = processOf(pid, pid * SECOND);
    recorder.add(placed(forkOf(process)));
    recorder.add(placed(execOf(process, pid * SECOND + 1, { path: `/bin/p${pid}` })));
    if (pid === 12) recorder.add(placed(execOf(process, pid * SECOND + 2)));
    if (pid < 18) recorder.add(placed(exitOf(process, (pid + 1) * SECOND, { code: pid % 3 })));
  }
  world.now = 30 * SECOND;
  recorder.end();
  closeAfterWriting(db);
}

/** A history as its recorder leaves it. */
const FILE = (() => {
  using world = new World();
  writeSome(world);
  return Deno.readFileSync(world.path);
})();

/** A history's file, damaged. */
export const HISTORY_FILE = fuzzTarget({
  name: "history_file",
  promise: "a damaged history answers, or is refused with one error that names it",
  input: fc.tuple(mutatedBytes(FILE), fc.constantFrom(...QUESTIONS)),
  async check([bytes, question]) {
    const folder = Deno.makeTempDirSync({ prefix: "ctrack-fuzz-" });
    try {
      const path = `${folder}/history.db`;
      Deno.writeFileSync(path, bytes);
      const line = parseCommandLine(COMMAND_SPECS, ["history", ...question, "--db", path]);
      if (line.kind !== "run" || line.command !== "history") throw new Error("nothing is asked");
      const code = await runHistory(memoryIo(), line.positionals, line.values).catch((error) => {
        assert(error instanceof CliError, String(error));
        assert(error.exitCode === 1 || error.exitCode === 2);
        return error.exitCode;
      });
      assert(code === 0 || code === 1 || code === 2);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
});
