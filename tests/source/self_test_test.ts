import { assertEquals, assertRejects } from "@std/assert";
import type { Event, Process } from "../../src/model/event.ts";
import type { EventSource } from "../../src/source/event_source.ts";
import { runSelfTest, type SelfTestOptions } from "../../src/source/self_test.ts";
import { EXIT, PROCESS, PROGRAM } from "../output/format/samples.ts";

const CHILD = 4711;
const OWN_NAMESPACE = PROCESS.credentials.namespaces.pid;
const SNAPSHOT: Event = {
  kind: "process",
  time: 0,
  forLabels: false,
  process: PROCESS,
  program: PROGRAM,
};

const OURS: Process = { ...PROCESS, pid: 99, vpid: CHILD };
const fork = (process = OURS): Event => ({
  kind: "fork",
  time: 1e6,
  forLabels: false,
  process,
});
const exec = (args = ["ctrack-self-test", "--version"]): Event => ({
  kind: "exec",
  time: 2e6,
  forLabels: false,
  process: OURS,
  program: { ...PROGRAM, args },
});
const exit = (code = 0): Event => ({
  kind: "exit",
  time: 3e6,
  process: OURS,
  exit: { ...EXIT, code },
});

/** A source that gives a snapshot, then the events once the child was started, then nothing. */
function run(events: readonly Event[], options: Partial<SelfTestOptions> = {}) {
  let started = false;
  let disposed = 0;
  const source: EventSource = {
    async *batches(signal) {
      yield [];
      yield [SNAPSHOT];
      while (!started) yield [];
      for (const event of events) yield [event];
      if (signal.aborted) return;
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    },
    setVerdict() {},
    setMounts() {},
    close() {},
  };
  return runSelfTest(source, {
    now: () => 5e6,
    pidNamespace: OWN_NAMESPACE,
    limitMs: 20,
    start() {
      started = true;
      return {
        pid: CHILD,
        ended: () => ({ kind: "code", code: 0 }),
        [Symbol.dispose]() {
          disposed++;
        },
      };
    },
    ...options,
  }).finally(() => assertEquals(disposed, started ? 1 : 0));
}

Deno.test("runSelfTest() finds the three events among others, with their delay", async () => {
  const { credentials } = OURS;
  const namespaces = { ...credentials.namespaces, pid: 1234 };
  const other: Process = { ...OURS, credentials: { ...credentials, namespaces } };
  const { seen, ...rest } = await run([fork(PROCESS), fork(other), fork(), exec(), exit()]);
  assertEquals(rest, { pid: CHILD, missing: [], wrong: [] });
  assertEquals(seen, [
    { kind: "fork", latencyMs: 4 },
    { kind: "exec", latencyMs: 3 },
    { kind: "exit", latencyMs: 2 },
  ]);
});

Deno.test("runSelfTest() goes by the host's pid where the namespace is not known", async () => {
  const options = { pidNamespace: undefined };
  assertEquals((await run([fork()], options)).missing, ["fork", "exec", "exit"]);
  const host = { ...OURS, pid: CHILD, vpid: 1 };
  assertEquals((await run([fork(host)], options)).missing, ["exec", "exit"]);
});

Deno.test("runSelfTest() tells what is missing, after the limit", async () => {
  assertEquals((await run([])).missing, ["fork", "exec", "exit"]);
  assertEquals((await run([fork(), exit()])).missing, ["exec"]);
});

Deno.test("runSelfTest() tells wrong arguments and a wrong exit code", async () => {
  const { wrong, missing } = await run([fork(), exec(["x", "y"]), exit(3)]);
  assertEquals(missing, []);
  assertEquals(wrong, [
    'exec told the arguments ["x","y"]',
    "exit told 3 where the code is 0",
  ]);
});

Deno.test("runSelfTest() tells a process that does not end", async () => {
  const start = () => ({ pid: CHILD, ended: () => undefined, [Symbol.dispose]() {} });
  const source: EventSource = {
    async *batches() {
      yield [];
      yield [];
      yield [fork(), exec(), exit()];
    },
    setVerdict() {},
    setMounts() {},
    close() {},
  };
  const result = await runSelfTest(source, {
    now: () => 5e6,
    pidNamespace: OWN_NAMESPACE,
    limitMs: 5,
    start,
  });
  assertEquals(result.wrong, ["the process did not end, or its end was not told"]);
});

Deno.test("runSelfTest() rejects when the process does not start", async () => {
  const start = () => {
    throw new Error("no more processes");
  };
  await assertRejects(() => run([], { start }), Error, "no more processes");
});
