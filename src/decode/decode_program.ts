import type { Program } from "../model/event.ts";
import { EXE, EXEC, HEADER, HEADER_FLAG } from "../wire/layout.gen.ts";
import { decodeArgs } from "./decode_args.ts";
import { decodePath } from "./decode_path.ts";
import { Interner } from "./interner.ts";
import { readU32, type RecordBytes } from "./record_bytes.ts";

/** Arguments, and the program that was last seen with them: nearly always the next one as well. */
interface CommandLine {
  readonly args: readonly string[];
  program: Program | undefined;
  /** The program's flags, as the record has them. */
  cut: number;
  flags: number;
}

const paths = new Interner(decodePath);
const commandLines = new Interner((bytes): CommandLine => ({
  args: decodeArgs(bytes),
  program: undefined,
  cut: 0,
  flags: 0,
}));

function align8(offset: number): number {
  return (offset + 7) & ~7;
}

function outside(size: number, needed: number): RangeError {
  return new RangeError(`exec record of ${size} bytes names ${needed} bytes`);
}

/** The header's flags that are about strings. */
const CUT = HEADER_FLAG.CUT_PATH | HEADER_FLAG.CUT_CWD | HEADER_FLAG.CUT_ARGS;

/**
 * The program of a record shaped like `struct ctrack_exec`: the identical object while it stays the same in all.
 *
 * @throws {RangeError} when its strings lie outside it.
 */
export function decodeProgram(bytes: RecordBytes, at: number, size: number): Program {
  const pathLength = readU32(bytes, at + EXEC.path_len);
  const cwdLength = readU32(bytes, at + EXEC.cwd_len);
  const argsLength = readU32(bytes, at + EXEC.args_len);
  const total = EXEC.size_ + pathLength + cwdLength + argsLength;
  if (total > size) throw outside(size, total);
  const pathAt = EXEC.size_;
  const cwdAt = align8(pathAt + pathLength);
  const argsAt = align8(cwdAt + cwdLength);
  if (argsAt + argsLength > size) throw outside(size, argsAt + argsLength);
  const cut = (bytes.u16[(at + HEADER.flags) >>> 1] as number) & CUT;
  const flags = readU32(bytes, at + EXEC.exe_flags);
  const path = pathLength === 0 ? "" : paths.get(bytes, at + pathAt, pathLength);
  const workingDirectory = paths.get(bytes, at + cwdAt, cwdLength);
  const line = commandLines.get(bytes, at + argsAt, argsLength);
  const known = line.program;
  if (
    known !== undefined && known.path === path && known.workingDirectory === workingDirectory &&
    line.cut === cut && line.flags === flags
  ) return known;
  const program: Program = {
    path,
    pathTruncated: (cut & HEADER_FLAG.CUT_PATH) !== 0,
    workingDirectory,
    workingDirectoryTruncated: (cut & HEADER_FLAG.CUT_CWD) !== 0,
    args: line.args,
    argsTruncated: (cut & HEADER_FLAG.CUT_ARGS) !== 0,
    upperLayer: (flags & EXE.EXE_UPPER) !== 0,
    memfd: (flags & EXE.EXE_MEMFD) !== 0,
    setuid: (flags & EXE.EXE_SETUID) !== 0,
  };
  line.program = program;
  line.cut = cut;
  line.flags = flags;
  return program;
}
