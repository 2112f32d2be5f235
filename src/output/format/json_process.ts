import type { Exit, Process, ProcessEvent, Program } from "../../model/event.ts";
import type { WallClock } from "./clock.ts";
import { jsonMilliseconds } from "./digits.ts";
import { jsonString } from "./json_string.ts";

/** Writes `,"process":{...}`; `event` adds what only its kind knows about the process. */
export type ProcessWriter = (subject: Process, event: ProcessEvent | undefined) => string;

/** Text of objects that the decoder shares between events, written once for each. */
function createShared<T extends object>(write: (value: T) => string): (value: T) => string {
  const texts = new WeakMap<T, string>();
  return (value) => {
    const known = texts.get(value);
    if (known !== undefined) return known;
    const text = write(value);
    texts.set(value, text);
    return text;
  };
}

/** Numbers that are 0 where the kernel has none; all are small, so no escaping. */
function writeNamespaces(inodes: object): string {
  const known = Object.entries(inodes).filter(([, inode]) => inode !== 0);
  if (known.length === 0) return "";
  return `,"namespaces":${JSON.stringify(Object.fromEntries(known))}`;
}

function writeExecutable(program: Program): string {
  const flags = (program.pathTruncated ? ',"path_truncated":true' : "") +
    (program.upperLayer ? ',"upper_layer":true' : "") +
    (program.memfd ? ',"memfd":true' : "") +
    (program.setuid ? ',"setuid":true' : "");
  if (program.path !== "") return `,"executable":{"path":${jsonString(program.path)}${flags}}`;
  return flags === "" ? "" : `,"executable":{${flags.slice(1)}}`;
}

function writeExit(exit: Exit): string {
  const end = (exit.code === undefined ? "" : `,"code":${exit.code}`) +
    (exit.signal === undefined ? "" : `,"signal":${jsonString(exit.signal)}`) +
    (exit.coreDumped ? ',"core_dumped":true' : "") +
    (exit.oomKilled ? ',"oom_killed":true' : "");
  return (end === "" ? "" : `,"exit":{${end.slice(1)}}`) +
    `,"duration_ms":${jsonMilliseconds(exit.duration)},"cpu_time_ms":${
      jsonMilliseconds(exit.cpuTime)
    }` +
    `,"peak_rss_bytes":${exit.peakRss}`;
}

function writeCredentials(process: Process): string {
  const { uid, gid, loginUid, sessionId, tty } = process;
  return `,"user":{"id":${uid}},"group":{"id":${gid}}` +
    (loginUid === undefined ? "" : `,"login_user":{"id":${loginUid}}`) +
    (sessionId === 0 ? "" : `,"session_leader":{"pid":${sessionId}}`) +
    (tty === 0 ? "" : `,"tty":{"major":${tty >>> 20},"minor":${tty & 0xfffff}}`);
}

/** A writer for the process part of JSON lines, with caches of its own. */
export function createProcessWriter(clock: WallClock): ProcessWriter {
  const args = createShared((words: readonly string[]) => `[${words.map(jsonString).join(",")}]`);
  const namespaces = createShared(writeNamespaces);
  const capabilities = createShared(({ effective, permitted }: Process["capabilities"]) =>
    `,"capabilities":{"effective":${jsonString(effective)},"permitted":${jsonString(permitted)}}`
  );

  const writeProgram = (program: Program): string =>
    writeExecutable(program) +
    `,"command_args":${args(program.args)}` +
    (program.argsTruncated ? ',"command_args_truncated":true' : "") +
    (program.workingDirectory === ""
      ? ""
      : `,"working_directory":${jsonString(program.workingDirectory)}`) +
    (program.workingDirectoryTruncated ? ',"working_directory_truncated":true' : "");

  return (process, event) => {
    const program = event?.kind === "exec" || event?.kind === "process" ? event.program : undefined;
    return `,"process":{"pid":${process.pid},"vpid":${process.vpid}` +
      (process.tid === process.pid ? "" : `,"tid":${process.tid}`) +
      `,"parent_pid":${process.parentPid},"start_time":"${clock.rfc3339(process.startTime)}"` +
      `,"command":${jsonString(process.command)}` +
      (program === undefined ? "" : writeProgram(program)) +
      writeCredentials(process) +
      (program === undefined
        ? ""
        : namespaces(process.namespaces) + capabilities(process.capabilities)) +
      (event?.kind === "exit" ? writeExit(event.exit) : "") +
      "}";
  };
}
