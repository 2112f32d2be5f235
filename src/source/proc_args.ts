import { decodeArgs } from "../decode/decode_args.ts";
import type { KernelEvent } from "../decode/decode_record.ts";
import { readHostFile } from "../shim/host_file.ts";

/** As much as the kernel side reads of a program's arguments, bytes (`CTRACK_ARGS_MAX`). */
const ARGS_MAX = 16_384;

/**
 * Completes a snapshot event of a kernel before 5.18, which cannot read another process's memory, from
 * `/proc/PID/cmdline`. All else passes through.
 */
export function withProcArgs(event: KernelEvent): KernelEvent {
  if (event.kind !== "process") return event;
  const { program, process } = event;
  if (!program.argsTruncated || program.args.length > 0) return event;
  try {
    const bytes = readHostFile(`/proc/${process.pid}/cmdline`, ARGS_MAX + 1);
    const args = decodeArgs(bytes.subarray(0, ARGS_MAX));
    return { ...event, program: { ...program, args, argsTruncated: bytes.length > ARGS_MAX } };
  } catch {
    // The process has ended since: what the kernel told stands, marked as cut.
    return event;
  }
}
