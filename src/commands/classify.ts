import { ExitCode } from "../cli/exit_code.ts";
import type { Io } from "../cli/io.ts";
import { classifyCgroupText } from "../classify/classify_cgroup_text.ts";

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
  await io.stdout.write(`${classifyDocument(await io.readText(path, TEXT_MAX))}\n`);
  return ExitCode.ok;
}
