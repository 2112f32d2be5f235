import type { Exit, ExitEvent } from "../model/event.ts";
import { EXIT, EXIT_FLAG, HEADER } from "../wire/layout.gen.ts";
import { decodeTask } from "./decode_task.ts";
import { readU32, readU64, type RecordBytes } from "./record_bytes.ts";
import { signalName } from "./signal_name.ts";

/** Parts of a wait status (wait(2), bits/waitstatus.h). */
const STATUS_SIGNAL = 0x7f;
const STATUS_CORE = 0x80;
const STATUS_CODE_SHIFT = 8;

/** A `struct ctrack_exit`. */
export function decodeExit(bytes: RecordBytes, at: number): ExitEvent {
  const time = readU64(bytes, at + HEADER.time);
  const process = decodeTask(bytes, at + EXIT.task);
  const status = readU32(bytes, at + EXIT.status);
  const signal = status & STATUS_SIGNAL;
  const exit: Exit = {
    code: signal === 0 ? (status >>> STATUS_CODE_SHIFT) & 0xff : undefined,
    signal: signal === 0 ? undefined : signalName(signal),
    coreDumped: (status & STATUS_CORE) !== 0,
    oomKilled: (readU32(bytes, at + EXIT.exit_flags) & EXIT_FLAG.EXIT_OOM) !== 0 && signal !== 0,
    duration: Math.max(0, time - process.startTime),
    cpuTime: readU64(bytes, at + EXIT.cpu_time),
    peakRss: readU64(bytes, at + EXIT.peak_rss),
  };
  return { kind: "exit", time, forLabels: false, process, program: undefined, exit };
}
