import { PROGRAM } from "../cli/command_spec.ts";
import { ExitCode } from "../cli/exit_code.ts";
import type { Io } from "../cli/io.ts";
import type { Census, Household } from "../state/census.ts";
import type { ProcessNode } from "../state/process_node.ts";
import type { Loading } from "./inventory/begin_loading.ts";
import { chooseContainer } from "./inventory/choose_container.ts";
import { listLayout } from "./list_layout.ts";
import { parsePid } from "./parse_pid.ts";
import { takeView } from "./view.ts";
import type { WhichValues } from "./which_flags.ts";
import { type Answer, renderAnswers, renderAnswersJson } from "./which/render.ts";
import { redactorOf } from "./redactor_of.ts";

/**
 * `ctrack which PID...`: prints the container of each process, now or at a moment of a recording. Returns the exit
 * code, 1 when one of them has none or does not run.
 *
 * @throws {CliError} for pids and containers that make no sense (2), a container that does not exist (1),
 * and hosts that cannot trace (3).
 */
export async function runWhich(
  io: Io,
  loading: Loading | undefined,
  positionals: readonly string[],
  values: WhichValues,
): Promise<number> {
  const pids = [...new Set(positionals.map(parsePid))];
  const { census, context, time, isPast } = await takeView(io, loading, {
    flags: values,
    redact: redactorOf(values),
    wantsDetails: ({ container, residents }) =>
      values.in === undefined
        ? residents.some(({ process }) => pids.includes(process.pid))
        : container.name === values.in || container.id.startsWith(values.in),
  });
  const answers = answersFor(census, pids, values.in);
  for (const { pid, found } of answers) {
    if (found !== undefined) continue;
    const where = values.in === undefined ? "" : ` in ${values.in}`;
    const when = isPast ? ` at ${context.clock.dateTime(time)}` : "";
    await io.stderr.write(`${PROGRAM}: no process has the pid ${pid}${where}${when}\n`);
  }
  const lines = values.format === "json"
    ? renderAnswersJson(answers, time, context)
    : renderAnswers(answers, listLayout(values, io));
  if (lines.length > 0) await io.stdout.write(`${lines.join("\n")}\n`);
  return answers.every(({ found }) => found?.container !== undefined)
    ? ExitCode.ok
    : ExitCode.failed;
}

function answersFor(
  census: Census,
  pids: readonly number[],
  container: string | undefined,
): readonly Answer[] {
  if (container === undefined) return pids.map((pid) => ({ pid, found: census.find(pid) }));
  const household = chooseContainer(census.households(), container);
  const inside = insidersOf(household);
  return pids.map((pid) => {
    const resident = inside.find(({ process }) => process.vpid === pid);
    return { pid, found: resident && { resident, container: household.container } };
  });
}

/**
 * The processes that count as the container does: in the pid namespace of its first one. A process in a
 * namespace of its own has a pid there that says nothing here.
 */
function insidersOf({ residents }: Household): readonly ProcessNode[] {
  const byAge = residents.toSorted((a, b) => a.process.startTime - b.process.startTime);
  const first = byAge.find(({ role }) => role === "init") ??
    byAge.find(({ role }) => role !== "entered") ?? byAge[0];
  const namespace = first?.process.credentials.namespaces.pid;
  return residents.filter(({ process }) => process.credentials.namespaces.pid === namespace);
}
