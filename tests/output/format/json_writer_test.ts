import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { LabelledEvent } from "../../../src/model/labelled_event.ts";
import type { FieldValue } from "../../../src/output/format/field.ts";
import { FIELDS } from "../../../src/output/format/fields.ts";
import { createJsonText } from "../../../src/output/format/json_writer.ts";
import { forbiddenIn } from "./forbidden.ts";
import {
  anyLabelled,
  CONTAINER,
  CONTEXT,
  exec,
  exit,
  inContainer,
  LOST,
  onHost,
} from "./samples.ts";

/** Leaves that are absent, and objects that have no leaf, are left out. */
function prune(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).map(([name, inner]) => [name, prune(inner)] as const)
    .filter(([, inner]) => inner !== undefined);
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

/** The line as an object, the obvious way. */
function obviously({ event, cgroup, container, label }: LabelledEvent): unknown {
  const { clock, hostName } = CONTEXT;
  const process = "process" in event ? event.process : undefined;
  const program = "program" in event ? event.program : undefined;
  const exited = event.kind === "exit" ? event.exit : undefined;
  const known = event.kind === "cgroup" ? event : undefined;
  const key = known?.cgroup ?? cgroup ?? process?.cgroup;
  return prune({
    time: clock.rfc3339(event.time),
    event: event.kind,
    action: "action" in event ? event.action : undefined,
    process: process && {
      pid: process.pid,
      vpid: process.vpid,
      tid: process.tid === process.pid ? undefined : process.tid,
      parent_pid: process.parentPid,
      start_time: clock.rfc3339(process.startTime),
      command: process.command,
      executable: program && {
        path: program.path || undefined,
        path_truncated: program.pathTruncated || undefined,
        upper_layer: program.upperLayer || undefined,
        memfd: program.memfd || undefined,
        setuid: program.setuid || undefined,
      },
      command_args: program?.args,
      command_args_truncated: program?.argsTruncated || undefined,
      working_directory: program?.workingDirectory || undefined,
      working_directory_truncated: program?.workingDirectoryTruncated || undefined,
      user: { id: process.credentials.uid },
      group: { id: process.credentials.gid },
      login_user: { id: process.credentials.loginUid },
      session_leader: { pid: process.credentials.sessionId || undefined },
      tty: process.credentials.tty === 0 ? undefined : {
        major: Math.floor(process.credentials.tty / 2 ** 20),
        minor: process.credentials.tty % 2 ** 20,
      },
      namespaces: program &&
        Object.fromEntries(
          Object.entries(process.credentials.namespaces).filter(([, inode]) => inode !== 0),
        ),
      capabilities: program && process.capabilities,
      exit: exited && {
        code: exited.code,
        signal: exited.signal,
        core_dumped: exited.coreDumped || undefined,
        oom_killed: exited.oomKilled || undefined,
      },
      duration_ms: exited && exited.duration / 1e6,
      cpu_time_ms: exited && exited.cpuTime / 1e6,
      peak_rss_bytes: exited?.peakRss,
    },
    lost: event.kind === "lost"
      ? { ring: event.ring, reason: event.reason, count: event.count }
      : undefined,
    container: container && {
      id: container.id,
      name: container.name,
      runtime: container.runtime,
      image: { name: container.image },
      label,
      kind: container.kind,
      nesting: container.nesting.length > 0 ? container.nesting : undefined,
    },
    k8s: {
      namespace: { name: container?.pod?.namespace },
      pod: { name: container?.pod?.name, uid: container?.pod?.uid ?? cgroup?.owner.podUid },
      container: { name: container?.pod?.container },
    },
    cgroup: key && {
      id: key.id,
      path: known === undefined ? cgroup?.path : known.path,
      path_truncated: known?.pathTruncated || undefined,
      hierarchy: key.hierarchy || undefined,
    },
    systemd: { unit: cgroup?.owner.kind === "systemd" ? cgroup.owner.unit : undefined },
    host: { name: hostName },
  });
}

/** Dotted names and values, in order. */
function leaves(value: unknown, prefix = ""): [string, unknown][] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [[prefix, value]];
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(inner, prefix === "" ? name : `${prefix}.${name}`)
  );
}

function fieldLeaves(labelled: LabelledEvent): [string, FieldValue][] {
  return FIELDS.map(({ name, get }): [string, FieldValue] => [name, get(labelled, CONTEXT)])
    .filter(([, value]) => value !== undefined);
}

Deno.test("createJsonText() writes the documented line for an exec", () => {
  assertEquals(
    createJsonText(CONTEXT)(inContainer(exec())),
    '{"time":"2026-11-21T22:10:54.123456789Z","event":"exec","process":{"pid":3846,"vpid":7,' +
      '"parent_pid":3779,"start_time":"2026-11-21T22:10:54.123456789Z","command":"sh",' +
      '"executable":{"path":"/bin/sh"},"command_args":["sh","-c","true"],' +
      '"working_directory":"/","user":{"id":0},"group":{"id":0},' +
      '"namespaces":{"cgroup":1,"ipc":2,"mnt":3,"net":4,"pid":5,"user":6,"uts":7},' +
      '"capabilities":{"effective":"00000000a80425fb","permitted":"00000000a80425fb"}},' +
      `"container":{"id":"${CONTAINER.id}","name":"web","runtime":"docker",` +
      '"image":{"name":"nginx:1.27"},"label":"ok","kind":"docker"},' +
      `"cgroup":{"id":82,"path":"/docker/${CONTAINER.id}"},"host":{"name":"n1"}}`,
  );
});

Deno.test("createJsonText() writes a loss without process, container and cgroup", () => {
  assertEquals(
    createJsonText(CONTEXT)(onHost(LOST, undefined)),
    '{"time":"2026-11-21T22:10:54.123456789Z","event":"lost",' +
      '"lost":{"ring":"process","reason":"ring_full","count":128},"host":{"name":"n1"}}',
  );
});

Deno.test("createJsonText() equals JSON built the obvious way, for any event", () => {
  const write = createJsonText(CONTEXT);
  fc.assert(
    fc.property(anyLabelled, (labelled) => {
      const line = write(labelled);
      assertEquals(JSON.stringify(JSON.parse(line)), JSON.stringify(obviously(labelled)));
    }),
    { numRuns: 500 },
  );
});

Deno.test("createJsonText() writes one line that is valid UTF-8 and safe to look at", () => {
  const write = createJsonText(CONTEXT);
  fc.assert(fc.property(anyLabelled, (labelled) => {
    const line = write(labelled);
    assertEquals(line.isWellFormed(), true);
    assertEquals(forbiddenIn(line), []);
  }));
});

Deno.test("createJsonText() and FIELDS have the same leaves, values and order", () => {
  const write = createJsonText(CONTEXT);
  fc.assert(
    fc.property(anyLabelled, (labelled) => {
      assertEquals(leaves(JSON.parse(write(labelled))), fieldLeaves(labelled));
    }),
    { numRuns: 500 },
  );
});

Deno.test("createJsonText() forgets nothing when a container gets its name or a new label", () => {
  const write = createJsonText(CONTEXT);
  const { name: _name, ...unnamed } = CONTAINER;
  const late = inContainer(exit(), { container: unnamed, label: "late" });
  for (
    const labelled of [late, inContainer(exit()), late, inContainer(exit(), { label: "late" })]
  ) {
    assertEquals(JSON.parse(write(labelled)), obviously(labelled));
  }
});

Deno.test("createJsonText() keeps bytes that are not UTF-8", () => {
  const line = createJsonText(CONTEXT)(inContainer(exec({ args: ["\udcff\x1b"] })));
  assertEquals(line.includes('"command_args":["\\udcff\\u001b"]'), true);
});
