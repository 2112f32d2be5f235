import { assertEquals } from "@std/assert";
import type { CgroupEvent } from "../../../src/model/event.ts";
import { type Role, ROLES } from "../../../src/model/labelled_event.ts";
import { details } from "../../../src/output/format/details.ts";
import { CONTAINER, exec, exit, happened, inContainer, LOST, onHost, PROCESS } from "./samples.ts";

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

Deno.test("details() of a step in a container's life says what there is to say", () => {
  const told = (happening: Parameters<typeof happened>[0]) =>
    details(inContainer(happened(happening), { role: undefined }));
  assertEquals(told({ action: "create" }), "create (nginx:1.27)");
  assertEquals(told({ action: "start" }), "start");
  assertEquals(told({ action: "exec", commandLine: "sh -c \x1b" }), "exec sh -c \\x1b");
  assertEquals(told({ action: "exec_exit", exitCode: 1 }), "exec_exit code 1");
  assertEquals(told({ action: "kill", signal: "SIGTERM" }), "kill SIGTERM");
  assertEquals(told({ action: "die", exitCode: 137 }), "die code 137");
  assertEquals(told({ action: "rename", oldName: "old" }), "rename old -> web");
  assertEquals(told({ action: "health", health: "healthy" }), "health: healthy");
});

Deno.test("details() marks who came in from outside and what is the runtime's own", () => {
  const told = (role: Role | undefined) => details(inContainer(exec(), { role }));
  assertEquals([undefined, ...ROLES].map(told), [
    "sh -c true",
    "sh -c true",
    "[exec] sh -c true",
    "sh -c true",
    "[entered] sh -c true",
    "[runtime] sh -c true",
  ]);
  const fork = { kind: "fork", time: 0, forLabels: false, process: PROCESS } as const;
  assertEquals(details(inContainer(fork, { role: "entered" })), "[entered]");
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
    forLabels: false,
  };
  assertEquals(
    details(inContainer({ kind: "fork", time: 0, forLabels: false, process: PROCESS })),
    "",
  );
  assertEquals(details(inContainer(event)), "bb0cbb0cbb0c is web (nginx:1.27)");
  assertEquals(details(inContainer(event, { container: unnamed })), "bb0cbb0cbb0c has no name");
  assertEquals(details(onHost(LOST, undefined)), "128 events lost (ring full)");
  assertEquals(details(onHost({ ...LOST, count: 1 }, undefined)), "1 event lost (ring full)");
  assertEquals(details(onHost(cgroup, undefined)), "create /a\\x1b\u2026");
});
