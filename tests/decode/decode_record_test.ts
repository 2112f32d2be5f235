import { assertEquals, assertThrows } from "@std/assert";
import { decodeRecord } from "../../src/decode/decode_record.ts";
import { decodeSnapshotRecord } from "../../src/decode/decode_snapshot_record.ts";
import { recordBytes } from "../../src/decode/record_bytes.ts";
import * as layout from "../../src/wire/layout.gen.ts";

const { HEADER, KIND, CGROUP, EXEC, EXIT, HEADER_FLAG, EXE, TASK, LIMIT, USAGE } = layout;

/** A record of zeros with this kind, in a buffer with room behind it. */
function record(kind: number, changes: Readonly<Record<number, number>> = {}) {
  const bytes = recordBytes(new ArrayBuffer(1024));
  bytes.u16[HEADER.kind / 2] = kind;
  for (const [offset, value] of Object.entries(changes)) bytes.u32[Number(offset) / 4] = value;
  return bytes;
}

const SIZES = {
  FORK: layout.FORK.size_,
  EXEC: EXEC.size_,
  EXIT: EXIT.size_,
  PROCESS: EXEC.size_,
  CGROUP: CGROUP.size_,
  ATTACH: layout.ATTACH.size_,
  USAGE: layout.USAGE.size_,
} as const satisfies Record<keyof typeof KIND, number>;

for (const [name, size] of Object.entries(SIZES) as [keyof typeof KIND, number][]) {
  Deno.test(`decodeSnapshotRecord() refuses a short ${name} and names both sizes`, () => {
    const error = assertThrows(
      () => decodeSnapshotRecord(record(KIND[name]), 0, size - 1),
      RangeError,
    );
    assertEquals(error.message.match(/\d+/g), [`${KIND[name]}`, `${size - 1}`, `${size}`]);
  });
}

Deno.test("decodeRecord() leaves unknown kinds to others", () => {
  for (const kind of [0, 7, 8, 4095, 65_535]) {
    assertEquals(decodeRecord(record(kind), 0, HEADER.size_), undefined);
  }
});

Deno.test("decodeRecord() refuses a record outside of its buffer", () => {
  assertThrows(() => decodeRecord(record(KIND.FORK), 0, 1025), RangeError, "1025");
  assertThrows(() => decodeRecord(record(KIND.FORK), 1016, 136), RangeError, "136");
  assertThrows(() => decodeRecord(record(KIND.FORK), 0, 15), RangeError, "15");
});

Deno.test("decodeRecord() refuses strings outside of their record, however large", () => {
  const lengths = [1, 8, 4096, 0x7fff_ffff, 0x8000_0000, 0xffff_ff68, 0xffff_ffff];
  for (const field of [EXEC.path_len, EXEC.cwd_len, EXEC.args_len]) {
    for (const length of lengths) {
      const bytes = record(KIND.EXEC, { [field]: length });
      assertThrows(() => decodeRecord(bytes, 0, EXEC.size_), RangeError, `${EXEC.size_}`);
    }
  }
  for (const length of lengths) {
    const bytes = record(KIND.CGROUP, { [CGROUP.path_len]: length, [CGROUP.action]: 1 });
    assertThrows(() => decodeRecord(bytes, 0, CGROUP.size_), RangeError, `${CGROUP.size_}`);
  }
});

Deno.test("decodeRecord() counts the padding between strings", () => {
  const lengths = { [EXEC.path_len]: 1, [EXEC.cwd_len]: 1, [EXEC.args_len]: 1 };
  const bytes = record(KIND.EXEC, lengths);
  assertThrows(() => decodeRecord(bytes, 0, EXEC.size_ + 16), RangeError);
  assertEquals(decodeRecord(bytes, 0, EXEC.size_ + 17)?.kind, "exec");
});

Deno.test("decodeRecord() refuses a cgroup action that does not exist", () => {
  for (const action of [0, 6, 0xffff_ffff]) {
    const bytes = record(KIND.CGROUP, { [CGROUP.action]: action });
    assertThrows(() => decodeRecord(bytes, 0, CGROUP.size_), RangeError, "action");
  }
});

Deno.test("decodeRecord() finds a process's usage behind its strings, and not within them", () => {
  const process = (lengths: Readonly<Record<number, number>>) => {
    const bytes = record(KIND.PROCESS, lengths);
    bytes.u16[HEADER.flags / 2] = HEADER_FLAG.HAS_USAGE;
    return bytes;
  };
  const size = EXEC.size_ + 24 + USAGE.size_;
  const bytes = process({
    ...{ [EXEC.path_len]: 1, [EXEC.cwd_len]: 1, [EXEC.args_len]: 1 },
    [EXEC.size_ + 24 + USAGE.state]: 1,
    [EXEC.size_ + 24 + USAGE.rss]: 4096,
  });
  const event = decodeRecord(bytes, 0, size);
  const usage = event?.kind === "process" ? event.usage : undefined;
  assertEquals(usage, { state: "sleeping", cpuTime: 0, rss: 4096 });
  for (const cut of [1, 8, 24, USAGE.size_, size - EXEC.size_]) {
    assertThrows(() => decodeRecord(bytes, 0, size - cut), RangeError);
  }
});

Deno.test("decodeRecord() tells which strings were cut and what the program is", () => {
  const bytes = record(KIND.EXEC, { [EXEC.exe_flags]: EXE.EXE_UPPER | EXE.EXE_MEMFD });
  bytes.u16[HEADER.flags / 2] = HEADER_FLAG.CUT_PATH | HEADER_FLAG.CUT_ARGS;
  const event = decodeRecord(bytes, 0, EXEC.size_);
  assertEquals(event?.kind === "exec" && event.program, {
    path: "",
    pathTruncated: true,
    workingDirectory: "/",
    workingDirectoryTruncated: false,
    args: [],
    argsTruncated: true,
    upperLayer: true,
    memfd: true,
    setuid: false,
  });
});

/** Wait statuses (wait(2)) and OOM flags, and what they say. */
const ENDS = [
  { status: 0, oom: 0, code: 0, signal: undefined, coreDumped: false, oomKilled: false },
  { status: 0xff00, oom: 0, code: 255, signal: undefined, coreDumped: false, oomKilled: false },
  { status: 9, oom: 1, code: undefined, signal: "SIGKILL", coreDumped: false, oomKilled: true },
  { status: 0x8b, oom: 0, code: undefined, signal: "SIGSEGV", coreDumped: true, oomKilled: false },
  // Chosen by the OOM killer, but it ended by itself before the signal came.
  { status: 0x100, oom: 1, code: 1, signal: undefined, coreDumped: false, oomKilled: false },
];

for (const { status, oom, ...end } of ENDS) {
  Deno.test(`decodeRecord() reads the wait status 0x${status.toString(16)}`, () => {
    const bytes = record(KIND.EXIT, { [EXIT.status]: status, [EXIT.exit_flags]: oom });
    const event = decodeRecord(bytes, 0, EXIT.size_);
    assertEquals(event?.kind === "exit" && event.exit, {
      ...end,
      duration: 0,
      cpuTime: 0,
      peakRss: 0,
    });
  });
}

Deno.test("decodeRecord() never tells a negative duration", () => {
  const bytes = record(KIND.EXIT, { [HEADER.time]: 5, [EXIT.task + TASK.start_time]: 6 });
  const event = decodeRecord(bytes, 0, EXIT.size_);
  assertEquals(event?.kind === "exit" && event.exit.duration, 0);
});

Deno.test("decodeRecord() takes a command without its NUL", () => {
  const bytes = record(KIND.FORK);
  const start = layout.FORK.task + TASK.comm;
  bytes.u8.fill(0x61, start, start + LIMIT.COMM_LEN);
  const event = decodeRecord(bytes, 0, layout.FORK.size_);
  assertEquals(event?.kind === "fork" && event.process.command, "a".repeat(LIMIT.COMM_LEN));
});
