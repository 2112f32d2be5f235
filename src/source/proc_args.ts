import { decodeArgs } from "../decode/decode_args.ts";
import type { KernelEvent } from "../decode/decode_record.ts";
import type { Program } from "../model/event.ts";
import { readHostFile } from "../shim/host_file.ts";

/** As much as the kernel side reads of a program's arguments, bytes (`CTRACK_ARGS_MAX`). */
const ARGS_MAX = 16_384;

/** A process's arguments, from `/proc/PID/cmdline`; undefined when it has ended. */
export function readProcArgs(pid: number): Pick<Program, "args" | "argsTruncated"> | undefined {
  try {
    const bytes = readHostFile(`/proc/${pid}/cmdline`, ARGS_MAX + 1);
    const args = decodeArgs(bytes.subarray(0, ARGS_MAX));
    return { args, argsTruncated: bytes.length > ARGS_MAX };
  } catch {
    return undefined;
  }
}

/**
 * Completes a snapshot event of a kernel before 5.18, which cannot read another process's memory. All else passes
 * through.
 */
export function withProcArgs(event: KernelEvent): KernelEvent {
  if (event.kind !== "process") return event;
  const { program, process } = event;
  if (!program.argsTruncated || program.args.length > 0) return event;
  // Of a process that has ended since, what the kernel told stands, marked as cut.
  const read = readProcArgs(process.pid);
  return read === undefined ? event : { ...event, program: { ...program, ...read } };
}
