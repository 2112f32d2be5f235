import { PROGRAM } from "../cli/command_spec.ts";
import { renderCompletions } from "../cli/completions/completions.ts";
import type { Shell } from "../cli/completions/shells.ts";
import { ExitCode } from "../cli/exit_code.ts";
import { renderHelp } from "../cli/help.ts";
import { CliError } from "../cli/cli_error.ts";
import type { Io } from "../cli/io.ts";
import { parseCommandLine } from "../cli/parse_command_line.ts";
import { renderFieldList } from "../output/format/field_list.ts";
import { isSetId } from "../source/own_ids.ts";
import { printable } from "../text/printable.ts";
import type { BeginValues } from "./begin_view.ts";
import type { Loading } from "./inventory/begin_loading.ts";
import { COMMAND_SPECS } from "./command_specs.ts";

/**
 * Runs what the arguments ask for; returns the exit code. Of the commands only that one is loaded.
 *
 * @throws {CliError} for what the user can mend.
 */
export async function runCommand(
  io: Io,
  argv: readonly string[],
  version: string,
): Promise<number> {
  checkOwnIds();
  const asked = parseCommandLine(COMMAND_SPECS, argv);
  const line = asked.kind === "config"
    ? asked.settle(await (await import("./read_config.ts")).readConfig(asked.path))
    : asked;
  switch (line.kind) {
    case "help":
      return await print(io, renderHelp(COMMAND_SPECS, line.command));
    case "version":
      return await print(io, `${PROGRAM} ${version}\n`);
    case "run":
      break;
  }
  if ("verbose" in line.values && line.values.verbose) {
    for (const note of line.overruled) await io.stderr.write(`${PROGRAM}: ${printable(note)}\n`);
  }
  const [argument = ""] = line.positionals;
  switch (line.command) {
    case "trace":
      return await (await import("./trace.ts")).runTrace(io, { ...line, version });
    case "ps": {
      const loading = await begin(line.values);
      const { runPs } = await import("./ps.ts");
      return await runPs(io, loading, line.positionals, line.values);
    }
    case "tree": {
      const loading = await begin(line.values);
      const { runTree } = await import("./tree.ts");
      return await runTree(io, loading, line.positionals, line.values);
    }
    case "containers": {
      const loading = await begin(line.values);
      const { runContainers } = await import("./containers.ts");
      return await runContainers(io, loading, line.values);
    }
    case "top":
      return await (await import("./top.ts")).runTop(io, line.values);
    case "which": {
      const loading = await begin(line.values);
      const { runWhich } = await import("./which.ts");
      return await runWhich(io, loading, line.positionals, line.values);
    }
    case "stats":
      return await (await import("./stats.ts")).runStats(io, line.values);
    case "history":
      return await (await import("./history.ts")).runHistory(io, line.positionals, line.values);
    case "doctor":
      return await (await import("./doctor.ts")).runDoctor(io, line.values);
    case "classify":
      return await (await import("./classify.ts")).runClassify(io, argument);
    case "fields":
      return await print(io, `${renderFieldList(line.values.format)}\n`);
    case "completions":
      return await print(io, renderCompletions(argument as Shell, COMMAND_SPECS));
  }
  line satisfies never;
  return ExitCode.failed;
}

/** The kernel loads while the command does. */
async function begin(values: BeginValues): Promise<Loading | undefined> {
  return (await import("./begin_view.ts")).beginView(values);
}

async function print(io: Io, text: string): Promise<number> {
  await io.stdout.write(text);
  return ExitCode.ok;
}

/** @throws {CliError} where ctrack would lend its owner's rights to whoever starts it. */
function checkOwnIds(): void {
  if (!isSetId()) return;
  throw new CliError(`${PROGRAM} does not run with a setuid or setgid bit`, {
    cause: new Error("it reads and writes files that its user names"),
    hint: `chmod ug-s the program, and start it with sudo, or grant it CAP_BPF and CAP_PERFMON`,
    exitCode: ExitCode.cannotTrace,
  });
}
