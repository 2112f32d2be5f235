import { decodeArgs } from "../decode/decode_args.ts";
import type { KernelEvent } from "../decode/decode_record.ts";

/**
 * Completes a snapshot event of a kernel before 5.18, which cannot read another process's memory, from
 * `/proc/PID/cmdline`. All else passes through.
 */
export function withProcArgs(event: KernelEvent): KernelEvent {
  if (event.kind !== "process") return event;
  const { program, process } = event;
  if (!program.argsTruncated || program.args.length > 0) return event;
  try {
    const args = decodeArgs(Deno.readFileSync(`/proc/${process.pid}/cmdline`));
    return { ...event, program: { ...program, args, argsTruncated: false } };
  } catch {
    // The process has ended since: what the kernel told stands, marked as cut.
    return event;
  }
}
