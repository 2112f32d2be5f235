import { assertEquals } from "@std/assert";
import type { ContainerEntry } from "../../src/enrich/container_registry.ts";
import { Roles, ROLES_MAX, type Standing } from "../../src/enrich/roles.ts";
import type { Process, ProcessEvent } from "../../src/model/event.ts";
import type { Role } from "../../src/model/labelled_event.ts";
import { event } from "../filter/labelled_events.ts";
import { containerEntry } from "./container_entry.ts";

/** The mount namespace of a container. */
const M = 500;

function standing(entry: ContainerEntry, changes: Partial<Standing> = {}): Standing {
  return { entry, inCgroup: true, hasForeignMounts: false, isParentInside: true, ...changes };
}

function told(kind: ProcessEvent["kind"], changes: Partial<Process>): ProcessEvent {
  return event(kind, { process: changes }) as ProcessEvent;
}

/** A parent on the host. */
function from(command: string): Pick<Process, "origin" | "mountNamespace"> {
  const cgroup = { hierarchy: 8, id: 77 };
  return { origin: { cgroup, mountNamespace: 0, command }, mountNamespace: M };
}

Deno.test("Roles.of() remembers who came from outside until the exit, and children not at all", () => {
  const roles = new Roles();
  const entry = containerEntry("a");
  const outside = standing(entry, { isParentInside: false });
  const of = (kind: ProcessEvent["kind"], pid: number, given = outside) =>
    roles.of(told(kind, { pid, startTime: pid, ...from("containerd-shim") }), given);
  assertEquals([of("exec", 1), roles.size, entry.init], ["init", 1, { pid: 1, startTime: 1 }]);
  assertEquals([of("exec", 2), roles.size], ["exec", 2]);
  assertEquals([of("exec", 3, standing(entry)), roles.size], ["child", 2]);
  // It has a new parent meanwhile, and stays what it was.
  assertEquals(of("exec", 2, standing(entry)), "exec");
  assertEquals([of("exit", 2, standing(entry)), roles.size], ["exec", 1]);
  assertEquals([of("exit", 1), roles.size, entry.init], ["init", 0, undefined]);
});

Deno.test("Roles.of() takes an exit of another process for none of its own", () => {
  const roles = new Roles();
  const entry = containerEntry("a");
  const outside = standing(entry, { isParentInside: false });
  const tell = (kind: ProcessEvent["kind"], startTime: number) =>
    roles.of(told(kind, { pid: 1, startTime, ...from("runc") }), outside);
  assertEquals(tell("exec", 10), "init");
  tell("exit", 9);
  assertEquals([roles.size, entry.init?.startTime], [1, 10]);
});

Deno.test("Roles.of() tells a stage of a runtime by where it stands, not by its name", () => {
  const entry = containerEntry("a");
  entry.init = { pid: 9, startTime: 9 };
  const role = (changes: Partial<Process>, given: Partial<Standing>): Role =>
    new Roles().of(
      told("exit", { command: "runc:[2:INIT]", hasExeced: false, ...from("runc"), ...changes }),
      standing(entry, given),
    );
  const outside = { isParentInside: false };
  assertEquals(role({}, outside), "runtime");
  // Its parent is inside: a program that took the name.
  assertEquals(role({}, {}), "child");
  // It has started a program in mounts that are not its parent's: the container's own.
  assertEquals(role({ hasExeced: true }, outside), "exec");
  // The runtime's copy of itself, before the mounts change.
  assertEquals(role({ hasExeced: true, mountNamespace: 0 }, outside), "runtime");
  assertEquals(role({ command: "sh" }, outside), "exec");
});

Deno.test("Roles.of() calls what no runtime sent entered", () => {
  const entry = containerEntry("a");
  entry.init = { pid: 9, startTime: 9 };
  const outside = standing(entry, { isParentInside: false });
  const role = (kind: ProcessEvent["kind"], command: string, given = outside) =>
    new Roles().of(told(kind, from(command)), given);
  assertEquals(role("exec", "bash"), "entered");
  assertEquals(role("fork", "bash"), "entered");
  assertEquals(role("fork", "containerd-shim"), "runtime");
  assertEquals(role("exec", "containerd-shim"), "exec");
  assertEquals(role("exec", "sh", standing(entry, { hasForeignMounts: true })), "entered");
});

Deno.test("Roles.of() has a bound: the oldest is forgotten", () => {
  const roles = new Roles();
  const entry = containerEntry("a");
  entry.init = { pid: 0, startTime: 0 };
  const outside = standing(entry, { isParentInside: false });
  for (let pid = 1; pid <= ROLES_MAX + 1; pid++) {
    roles.of(told("exec", { pid, startTime: pid, ...from("runc") }), outside);
  }
  assertEquals(roles.size, ROLES_MAX);
  const role = (pid: number) =>
    roles.of(told("exec", { pid, startTime: pid, ...from("runc") }), standing(entry));
  assertEquals([role(1), role(2)], ["child", "exec"]);
});
