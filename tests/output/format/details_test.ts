import { assertEquals } from "@std/assert";
import type { CgroupEvent } from "../../../src/model/event.ts";
import { details } from "../../../src/output/format/details.ts";
import { CONTAINER, exec, exit, inContainer, LOST, onHost, PROCESS } from "./samples.ts";

Deno.test("details() of an exec is its command line, quoted as a shell wants it", () => {
  assertEquals(details(inContainer(exec())), "sh -c true");
  assertEquals(details(inContainer(exec({ args: ["a b", "\x1b"] }))), "'a b' $'\\x1b'");
  assertEquals(details(inContainer(exec({ args: ["x"], argsTruncated: true }))), "x\u2026");
  assertEquals(details(inContainer(exec({ args: [], path: "/a\n" }))), "/a\\n");
});

Deno.test("details() of an exit is the code or signal and the duration", () => {
  const killed = { code: undefined, signal: "SIGKILL" };
  assertEquals(details(inContainer(exit())), "code 0, 12.5ms");
  assertEquals(details(inContainer(exit({ code: 1, duration: 980_000 }))), "code 1, 980us");
  assertEquals(details(inContainer(exit({ ...killed, oomKilled: true }))), "SIGKILL (oom), 12.5ms");
  assertEquals(
    details(inContainer(exit({ ...killed, signal: "SIGSEGV", coreDumped: true }))),
    "SIGSEGV (core dumped), 12.5ms",
  );
});

Deno.test("details() of the other kinds", () => {
  const { name: _name, image: _image, ...unnamed } = CONTAINER;
  const event = { kind: "container", time: 0, action: "label" } as const;
  const cgroup: CgroupEvent = {
    kind: "cgroup",
    time: 0,
    action: "create",
    cgroup: { hierarchy: 0, id: 1 },
    path: "/a\x1b",
    pathTruncated: true,
    process: undefined,
  };
  assertEquals(details(inContainer({ kind: "fork", time: 0, process: PROCESS })), "");
  assertEquals(details(inContainer(event)), "bb0cbb0cbb0c is web (nginx:1.27)");
  assertEquals(details(inContainer(event, { container: unnamed })), "bb0cbb0cbb0c has no name");
  assertEquals(details(onHost(LOST, undefined)), "128 events lost (ring full)");
  assertEquals(details(onHost({ ...LOST, count: 1 }, undefined)), "1 event lost (ring full)");
  assertEquals(details(onHost(cgroup, undefined)), "create /a\\x1b\u2026");
});
