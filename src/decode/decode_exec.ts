import type { ExecEvent, Program, SnapshotEvent } from "../model/event.ts";
import { CUT, EXE, EXEC, HEADER } from "../wire/layout.gen.ts";
import { decodeArgs } from "./decode_args.ts";
import { decodePath } from "./decode_path.ts";
import { decodeTask } from "./decode_task.ts";
import { Interner } from "./interner.ts";
import { readU32, readU64, type RecordBytes } from "./record_bytes.ts";

const paths = new Interner(decodePath);
const argLists = new Interner(decodeArgs);

function align8(offset: number): number {
  return (offset + 7) & ~7;
}

function outside(size: number, needed: number): RangeError {
  return new RangeError(`exec record of ${size} bytes names ${needed} bytes`);
}

function decodeProgram(bytes: RecordBytes, at: number, size: number): Program {
  const pathLength = readU32(bytes, at + EXEC.path_len);
  const cwdLength = readU32(bytes, at + EXEC.cwd_len);
  const argsLength = readU32(bytes, at + EXEC.args_len);
  const total = EXEC.size_ + pathLength + cwdLength + argsLength;
  if (total > size) throw outside(size, total);
  const path = EXEC.size_;
  const cwd = align8(path + pathLength);
  const args = align8(cwd + cwdLength);
  if (args + argsLength > size) throw outside(size, args + argsLength);
  const cut = bytes.u16[(at + HEADER.flags) >>> 1] as number;
  const flags = readU32(bytes, at + EXEC.exe_flags);
  return {
    path: pathLength === 0 ? "" : paths.get(bytes, at + path, pathLength),
    pathTruncated: (cut & CUT.CUT_PATH) !== 0,
    workingDirectory: paths.get(bytes, at + cwd, cwdLength),
    workingDirectoryTruncated: (cut & CUT.CUT_CWD) !== 0,
    args: argLists.get(bytes, at + args, argsLength),
    argsTruncated: (cut & CUT.CUT_ARGS) !== 0,
    upperLayer: (flags & EXE.EXE_UPPER) !== 0,
    memfd: (flags & EXE.EXE_MEMFD) !== 0,
    setuid: (flags & EXE.EXE_SETUID) !== 0,
  };
}

/** A record shaped like `struct ctrack_exec`. @throws {RangeError} when its strings lie outside it. */
export function decodeExec<K extends (ExecEvent | SnapshotEvent)["kind"]>(
  kind: K,
  bytes: RecordBytes,
  at: number,
  size: number,
): { kind: K; time: number; process: ExecEvent["process"]; program: Program } {
  return {
    kind,
    time: readU64(bytes, at + HEADER.time),
    process: decodeTask(bytes, at + EXEC.task),
    program: decodeProgram(bytes, at, size),
  };
}
