import type { Program } from "../../model/event.ts";
import { jsonString } from "./json_string.ts";
import { Fragment, type LineBuffer } from "./line_buffer.ts";

function executableText(program: Program): string {
  const flags = (program.pathTruncated ? ',"path_truncated":true' : "") +
    (program.upperLayer ? ',"upper_layer":true' : "") +
    (program.memfd ? ',"memfd":true' : "") +
    (program.setuid ? ',"setuid":true' : "");
  if (program.path !== "") return `,"executable":{"path":${jsonString(program.path)}${flags}}`;
  return flags === "" ? "" : `,"executable":{${flags.slice(1)}}`;
}

function programText(program: Program): string {
  const { args, workingDirectory } = program;
  return executableText(program) +
    `,"command_args":[${args.map(jsonString).join(",")}]` +
    (program.argsTruncated ? ',"command_args_truncated":true' : "") +
    (workingDirectory === "" ? "" : `,"working_directory":${jsonString(workingDirectory)}`) +
    (program.workingDirectoryTruncated ? ',"working_directory_truncated":true' : "");
}

/** A writer for `,"executable":{...},"command_args":[...]` and so on, once for each object. */
export function createProgramWriter(): (program: Program, out: LineBuffer) => void {
  const fragments = new WeakMap<Program, Fragment>();
  return (program, out) => {
    let fragment = fragments.get(program);
    if (fragment === undefined) {
      fragment = new Fragment(programText(program));
      fragments.set(program, fragment);
    }
    out.fragment(fragment);
  };
}
