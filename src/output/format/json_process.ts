import {
  type Exit,
  type Process,
  PROCESS_STATES,
  type ProcessEvent,
  type Usage,
} from "../../model/event.ts";
import type { Role } from "../../model/labelled_event.ts";
import type { WallClock } from "./clock.ts";
import { writeMilliseconds } from "./digits.ts";
import { createCommonText } from "./json_credentials.ts";
import { createProgramWriter } from "./json_program.ts";
import { jsonString } from "./json_string.ts";
import { Fragment, type LineBuffer } from "./line_buffer.ts";
import { programOf } from "./subject.ts";

/**
 * Writes a process from its pid's digits on, all but the last brace; {@link PROCESS_START} goes before. `event` adds
 * what only its kind knows about the process.
 */
export type ProcessWriter = (
  subject: Process,
  event: ProcessEvent | undefined,
  role: Role | undefined,
  out: LineBuffer,
) => void;

/** What goes before a process. */
export const PROCESS_START = ',"process":{"pid":';

const VPID = new Fragment(',"vpid":');
const TID = new Fragment(',"tid":');
const PARENT = new Fragment(',"parent_pid":');
const CODE = new Fragment(',"exit":{"code":');
const EXIT_END_DURATION = new Fragment('},"duration_ms":');
const DURATION = new Fragment(',"duration_ms":');
const CPU_TIME = new Fragment(',"cpu_time_ms":');
const PEAK_RSS = new Fragment(',"peak_rss_bytes":');
const STATES = Object.fromEntries(
  PROCESS_STATES.map((state) => [state, new Fragment(`,"state":"${state}"`)]),
) as Readonly<Record<Usage["state"], Fragment>>;
const RSS = new Fragment(',"rss_bytes":');

/** Any way to end; by far the most processes end with a code and nothing else to tell. */
function endText(exit: Exit): string {
  const end = (exit.code === undefined ? "" : `,"code":${exit.code}`) +
    (exit.signal === undefined ? "" : `,"signal":${jsonString(exit.signal)}`) +
    (exit.coreDumped ? ',"core_dumped":true' : "") +
    (exit.oomKilled ? ',"oom_killed":true' : "");
  return end === "" ? "" : `,"exit":{${end.slice(1)}}`;
}

function writeExit(exit: Exit, out: LineBuffer): void {
  const { code, signal, coreDumped, oomKilled } = exit;
  if (code !== undefined && signal === undefined && !coreDumped && !oomKilled) {
    out.fragment(CODE);
    out.integer(code);
    out.fragment(EXIT_END_DURATION);
  } else {
    out.text(endText(exit));
    out.fragment(DURATION);
  }
  writeMilliseconds(exit.duration, out);
  out.fragment(CPU_TIME);
  writeMilliseconds(exit.cpuTime, out);
  out.fragment(PEAK_RSS);
  out.integer(exit.peakRss);
}

function writeUsage({ state, cpuTime, rss }: Usage, out: LineBuffer): void {
  out.fragment(STATES[state]);
  out.fragment(CPU_TIME);
  writeMilliseconds(cpuTime, out);
  out.fragment(RSS);
  out.integer(rss);
}

/** A writer for the process part of JSON lines, with caches of its own. */
export function createProcessWriter(clock: WallClock): ProcessWriter {
  const commonTextOf = createCommonText();
  const writeProgram = createProgramWriter();
  const writeStart = clock.rfc3339Writer(',"start_time":"');
  return (process, event, role, out) => {
    const { pid, tid } = process;
    out.integer(pid);
    out.fragment(VPID);
    out.integer(process.vpid);
    if (tid !== pid) {
      out.fragment(TID);
      out.integer(tid);
    }
    out.fragment(PARENT);
    out.integer(process.parentPid);
    writeStart(process.startTime, out);
    const common = commonTextOf(process, role);
    const program = event && programOf(event);
    if (program === undefined) {
      out.fragment(common.nameAndUser);
    } else {
      out.fragment(common.name);
      writeProgram(program, out);
      out.fragment(common.all);
    }
    if (event !== undefined && event.kind === "process" && event.usage !== undefined) {
      writeUsage(event.usage, out);
    }
    if (event !== undefined && event.kind === "exit") writeExit(event.exit, out);
  };
}
