import type { Program } from "../../model/event.ts";
import { writeJsonString } from "./json_string.ts";
import { Fragment, type LineBuffer } from "./line_buffer.ts";

const EXECUTABLE = new Fragment(',"executable":{');
const PATH = new Fragment('"path":');
const END = new Fragment("}");
const ARGS = new Fragment(',"command_args":[');
const COMMA = new Fragment(",");
const ARGS_END = new Fragment("]");
const ARGS_TRUNCATED = new Fragment(',"command_args_truncated":true');
const ARGS_REDACTED = new Fragment(',"command_args_redacted":true');
const DIRECTORY = new Fragment(',"working_directory":');
const DIRECTORY_TRUNCATED = new Fragment(',"working_directory_truncated":true');

/** Programs whose text is remembered: those that a busy host starts again and again. */
const SLOTS = 256;

interface Slot {
  readonly program: Program;
  /** Made when the program comes a second time, since many come only once. */
  fragment: Fragment | undefined;
}

/** What is told only where it is so. */
function flagsText(program: Program): string {
  return (program.pathTruncated ? ',"path_truncated":true' : "") +
    (program.upperLayer ? ',"upper_layer":true' : "") +
    (program.memfd ? ',"memfd":true' : "") +
    (program.setuid ? ',"setuid":true' : "");
}

function writeExecutable(program: Program, out: LineBuffer): void {
  const { path } = program;
  const flags = flagsText(program);
  if (path === "" && flags === "") return;
  out.fragment(EXECUTABLE);
  if (path === "") {
    out.text(flags.slice(1));
  } else {
    out.fragment(PATH);
    writeJsonString(path, out);
    if (flags !== "") out.text(flags);
  }
  out.fragment(END);
}

function write(program: Program, out: LineBuffer): void {
  const { args, workingDirectory } = program;
  writeExecutable(program, out);
  out.fragment(ARGS);
  for (let i = 0; i < args.length; i++) {
    if (i > 0) out.fragment(COMMA);
    writeJsonString(args[i] as string, out);
  }
  out.fragment(ARGS_END);
  if (program.argsTruncated) out.fragment(ARGS_TRUNCATED);
  if (program.argsRedacted === true) out.fragment(ARGS_REDACTED);
  if (workingDirectory !== "") {
    out.fragment(DIRECTORY);
    writeJsonString(workingDirectory, out);
  }
  if (program.workingDirectoryTruncated) out.fragment(DIRECTORY_TRUNCATED);
}

/** Where a program's text is remembered. Programs that meet there only cost each other time. */
function slotOf({ path, workingDirectory, args }: Program): number {
  const last = args[args.length - 1] ?? "";
  return (path.length + 7 * workingDirectory.length + 31 * args.length + 61 * last.length) &
    (SLOTS - 1);
}

/** A writer for `,"executable":{...},"command_args":[...]` and so on. */
export function createProgramWriter(): (program: Program, out: LineBuffer) => void {
  const slots = new Array<Slot | undefined>(SLOTS).fill(undefined);
  return (program, out) => {
    const index = slotOf(program);
    const slot = slots[index];
    if (slot?.program === program && slot.fragment !== undefined) {
      return out.fragment(slot.fragment);
    }
    const start = out.length;
    write(program, out);
    if (slot?.program === program) slot.fragment = out.fragmentFrom(start);
    else slots[index] = { program, fragment: undefined };
  };
}
