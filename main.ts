import { ClosedPipeError } from "./src/cli/cli_error.ts";
import { denoIo } from "./src/cli/deno_io.ts";
import { ExitCode } from "./src/cli/exit_code.ts";
import { exitCodeOf, renderError } from "./src/cli/render_error.ts";
import { writeLast } from "./src/cli/write_last.ts";
import { runCommand } from "./src/commands/run_command.ts";
import config from "./deno.json" with { type: "json" };

const io = denoIo();
let exitCode: number;
try {
  exitCode = await runCommand(io, Deno.args, config.version);
} catch (error) {
  if (error instanceof ClosedPipeError && error.stream === "stdout") {
    exitCode = ExitCode.ok;
  } else {
    exitCode = exitCodeOf(error);
    const text = renderError(error, { stack: io.env("CTRACK_DEBUG") === "1" });
    await writeLast(io.stderr, text);
  }
}
Deno.exit(exitCode);
