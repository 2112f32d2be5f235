import { CliError } from "../cli/cli_error.ts";
import { ExitCode } from "../cli/exit_code.ts";
import type { Io } from "../cli/io.ts";
import { classifyCgroupText } from "../classify/classify_cgroup_text.ts";
import { hostFiles } from "../source/host_files.ts";

/**
 * The answer of `ctrack classify` to the text of a `/proc/PID/cgroup`: one line of JSON without its
 * newline, keys in the order `kind`, `containerId`, `podUid`, `nesting`. An absent id is `null`, so
 * that a script can index it; `unit` follows for the kinds `systemd` and `talos` only. `nesting` lists
 * the containers around as `{"kind","containerId"}`, outermost first.
 */
export function classifyDocument(text: string): string {
  const { kind, containerId = null, podUid = null, nesting, unit } = classifyCgroupText(text);
  const levels = nesting.map((level) => ({ kind: level.kind, containerId: level.containerId }));
  return JSON.stringify({ kind, containerId, podUid, nesting: levels, unit });
}

/** Larger than any cgroup file: a process is in a few dozen hierarchies. */
const TEXT_MAX = 1 << 20;

/**
 * `ctrack classify FILE|-`: prints what {@link classifyDocument} says of the file. Returns the exit code.
 *
 * @throws {CliError} when the file cannot be read or is larger than 1 MiB.
 */
export async function runClassify(io: Io, path: string): Promise<number> {
  const text = path === "-" ? await io.readInput(TEXT_MAX) : readCgroupFile(path);
  await io.stdout.write(`${classifyDocument(text)}\n`);
  return ExitCode.ok;
}

function readCgroupFile(path: string): string {
  const file = hostFiles.read(path, TEXT_MAX + 1);
  if (file.text === undefined) {
    throw new CliError(`cannot read ${path}`, {
      cause: new Error(file.reason),
      hint: "give a file in the form of /proc/PID/cgroup, or - for standard input",
    });
  }
  if (file.text.length > TEXT_MAX) {
    throw new CliError(`cannot read ${path}`, { cause: new Error("it has more than 1 MiB") });
  }
  return file.text;
}
