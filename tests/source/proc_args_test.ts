import "../keep_libc.ts";
import { assertEquals, assertStrictEquals } from "@std/assert";
import type { SnapshotEvent } from "../../src/model/event.ts";
import { withProcArgs } from "../../src/source/proc_args.ts";
import { CAPTURED } from "../decode/kernel_fixture.ts";

/** More than a process can have. */
const NO_PID = 2 ** 22 + 1;

function snapshotOf(pid: number, program: Partial<SnapshotEvent["program"]>): SnapshotEvent {
  const captured = CAPTURED[0].events.find((event) => event.kind === "process");
  if (captured?.kind !== "process") throw new Error("no process was captured");
  return {
    ...captured,
    process: { ...captured.process, pid },
    program: { ...captured.program, ...program },
  };
}

Deno.test("withProcArgs() reads the arguments that the kernel could not", () => {
  const bare = snapshotOf(Deno.pid, { args: [], argsTruncated: true });
  const text = Deno.readTextFileSync("/proc/self/cmdline");
  assertEquals(withProcArgs(bare), {
    ...bare,
    program: { ...bare.program, args: text.split("\0").slice(0, -1), argsTruncated: false },
  });
});

Deno.test("withProcArgs() reads as much as the kernel side would, and says so", async () => {
  const long = "x".repeat(20_000);
  const child = new Deno.Command("/bin/sh", {
    args: ["-c", "echo ready; read line", "sh", long],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const output = child.stdout.getReader();
  await output.read();
  const { program } = withProcArgs(
    snapshotOf(child.pid, { args: [], argsTruncated: true }),
  ) as SnapshotEvent;
  assertEquals(program.args.slice(0, 4), ["/bin/sh", "-c", "echo ready; read line", "sh"]);
  assertEquals(program.args.join("\0").length, 16_384);
  assertEquals(program.argsTruncated, true);
  await child.stdin.close();
  await output.cancel();
  await child.status;
});

Deno.test("withProcArgs() leaves alone what the kernel has read, and other events", () => {
  const whole = snapshotOf(Deno.pid, { args: ["sh"], argsTruncated: false });
  const cut = snapshotOf(Deno.pid, { args: ["sh"], argsTruncated: true });
  const none = snapshotOf(Deno.pid, { args: [], argsTruncated: false });
  for (const event of [whole, cut, none, ...CAPTURED[1].events]) {
    assertStrictEquals(withProcArgs(event), event);
  }
});

Deno.test("withProcArgs() leaves a process that has ended marked as cut", () => {
  const gone = snapshotOf(NO_PID, { args: [], argsTruncated: true });
  assertStrictEquals(withProcArgs(gone), gone);
});
