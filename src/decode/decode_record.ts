import type { CgroupEvent, ProcessEvent } from "../model/event.ts";
import { ATTACH, CGROUP, EXEC, EXIT, FORK, HEADER, KIND } from "../wire/layout.gen.ts";
import { decodeAttach, decodeCgroup } from "./decode_cgroup.ts";
import { decodeExec } from "./decode_exec.ts";
import { decodeExit } from "./decode_exit.ts";
import { decodeFork } from "./decode_fork.ts";
import { decodeProcess } from "./decode_process.ts";
import type { RecordBytes } from "./record_bytes.ts";

/** What a record decodes to. */
export type KernelEvent = ProcessEvent | CgroupEvent;

type Decoder = (bytes: RecordBytes, at: number, size: number) => KernelEvent;

interface KindEntry {
  /** Bytes of the struct, without its strings. */
  readonly size: number;
  readonly decode: Decoder;
}

/** Decoders by kind: a new kind of record is one line here. */
const DECODERS: (KindEntry | undefined)[] = [];
DECODERS[KIND.FORK] = { size: FORK.size_, decode: decodeFork };
DECODERS[KIND.EXEC] = { size: EXEC.size_, decode: decodeExec };
DECODERS[KIND.EXIT] = { size: EXIT.size_, decode: decodeExit };
DECODERS[KIND.PROCESS] = { size: EXEC.size_, decode: decodeProcess };
DECODERS[KIND.CGROUP] = { size: CGROUP.size_, decode: decodeCgroup };
DECODERS[KIND.ATTACH] = { size: ATTACH.size_, decode: decodeAttach };

/**
 * Decodes the record of `size` bytes at `at`, a multiple of 8. Undefined for a kind that this program
 * does not know.
 *
 * @throws {RangeError} for a record that is shorter than its kind or its strings need.
 */
export function decodeRecord(
  bytes: RecordBytes,
  at: number,
  size: number,
): KernelEvent | undefined {
  if (size < HEADER.size_ || at + size > bytes.u8.length) {
    throw new RangeError(`record of ${size} bytes at ${at} of ${bytes.u8.length}`);
  }
  const kind = bytes.u16[(at + HEADER.kind) >>> 1] as number;
  const entry = DECODERS[kind];
  if (entry === undefined) return undefined;
  if (size < entry.size) {
    throw new RangeError(`record of kind ${kind} has ${size} bytes, needs ${entry.size}`);
  }
  return entry.decode(bytes, at, size);
}
