import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { LabelledEvent } from "../../../src/model/labelled_event.ts";
import type { FieldValue } from "../../../src/output/format/field.ts";
import { FIELDS } from "../../../src/output/format/fields.ts";
import { createJsonText, createJsonWriter } from "../../../src/output/format/json_writer.ts";
import { forbiddenIn } from "../../text/forbidden.ts";
import {
  anyLabelled,
  CONTAINER,
  CONTEXT,
  exec,
  exit,
  happened,
  inContainer,
  lineOf,
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

/** Ms since 1970 as in a line, where it is a time at all. */
function timestamp(epochMs: number | undefined): string | undefined {
  if (epochMs === undefined || !(epochMs >= 0 && epochMs < Date.UTC(10_000))) return undefined;
  return new Date(epochMs).toISOString().replace("Z", "000000Z");
}

/** The line as an object, the obvious way, with what only some lines tell. */
function obviously({ event, cgroup, container, label, role }: LabelledEvent): unknown {
  const { clock, hostName } = CONTEXT;
  const process = "process" in event ? event.process : undefined;
  const program = "program" in event ? event.program : undefined;
  const exited = event.kind === "exit" ? event.exit : undefined;
  const usage = event.kind === "process" ? event.usage : undefined;
  const used = exited ?? usage;
  const known = event.kind === "cgroup" ? event : undefined;
  const happening = event.kind === "container" ? event.happening : undefined;
  const orchestration = container?.orchestration;
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
      role,
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
      command_args_redacted: program?.argsRedacted || undefined,
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
      state: usage?.state,
      duration_ms: exited && exited.duration / 1e6,
      cpu_time_ms: used && used.cpuTime / 1e6,
      rss_bytes: usage?.rss,
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
      sandbox: container.isSandbox || undefined,
      state: container.state,
      created: timestamp(container.createdAt),
      started: timestamp(container.startedAt),
      restart_count: container.restartCount,
      labels: container.labels,
      exit: { code: happening?.exitCode },
      signal: happening?.signal,
      old_name: happening?.oldName,
      exec: { command_line: happening?.commandLine },
      health: happening?.health,
    },
    k8s: {
      namespace: { name: container?.pod?.namespace },
      pod: {
        name: container?.pod?.name,
        uid: container?.pod?.uid ?? cgroup?.owner.podUid,
        labels: container?.pod?.labels,
      },
      container: { name: container?.pod?.container },
    },
    compose: {
      project: { name: orchestration?.compose?.project },
      service: { name: orchestration?.compose?.service },
    },
    swarm: {
      service: { name: orchestration?.swarm?.service },
      task: { name: orchestration?.swarm?.task },
    },
    nomad: {
      job: { name: orchestration?.nomad?.job },
      task: { name: orchestration?.nomad?.task },
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

/** The same without what only events of containers themselves tell. */
function withoutDetails(labelled: LabelledEvent): unknown {
  const { container } = labelled;
  if (container === undefined || labelled.event.kind === "container") return obviously(labelled);
  const { state: _, createdAt: _c, startedAt: _s, restartCount: _r, labels: _l, pod, ...rest } =
    container;
  const { labels: _p, ...podRest } = pod ?? {};
  return obviously({ ...labelled, container: { ...rest, pod: podRest } });
}

/** Dotted names and values, in order. */
function leaves(value: unknown, prefix = ""): [string, unknown][] {
  const isLeaf = typeof value !== "object" || value === null || Array.isArray(value) ||
    MAPS.has(prefix);
  if (isLeaf) return [[prefix, value]];
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(inner, prefix === "" ? name : `${prefix}.${name}`)
  );
}

const MAPS = new Set(FIELDS.filter(({ type }) => type === "map").map(({ name }) => name));

function fieldLeaves(labelled: LabelledEvent): [string, FieldValue][] {
  return FIELDS.map(({ name, get }): [string, FieldValue] => [name, get(labelled, CONTEXT)])
    .filter(([, value]) => value !== undefined);
}

Deno.test("createJsonText() writes the documented line for an exec", () => {
  assertEquals(
    createJsonText(CONTEXT)(inContainer(exec())),
    '{"time":"2026-11-21T22:10:54.123456789Z","event":"exec","process":{"pid":3846,"vpid":7,' +
      '"parent_pid":3779,"start_time":"2026-11-21T22:10:54.123456789Z","role":"child",' +
      '"command":"sh",' +
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

Deno.test("createJsonWriter() tells details with container events only, whatever came before", () => {
  const write = createJsonWriter(CONTEXT);
  fc.assert(
    fc.property(fc.array(anyLabelled, { maxLength: 8 }), (events) => {
      for (const labelled of events) {
        const line = lineOf({ write }, labelled);
        assertEquals(JSON.stringify(JSON.parse(line)), JSON.stringify(withoutDetails(labelled)));
      }
    }),
    { numRuns: 200 },
  );
});

Deno.test("createJsonWriter() keeps containers apart that share a cgroup, and their labels", () => {
  const write = createJsonWriter(CONTEXT);
  const other = { ...CONTAINER, id: "c".repeat(64), name: "db" };
  const events: LabelledEvent[] = [
    inContainer(exec()),
    inContainer(exec(), { container: other, role: "init" }),
    inContainer(exec(), { role: "entered" }),
    inContainer(exec(), { container: undefined, label: undefined, role: undefined }),
    inContainer(exec(), { container: other, label: "late" }),
    inContainer(exec(), { container: other }),
    inContainer(exec()),
  ];
  for (const labelled of [...events, ...events]) {
    assertEquals(JSON.parse(lineOf({ write }, labelled)), withoutDetails(labelled));
  }
});

Deno.test("createJsonWriter() writes a step of a container's life", () => {
  const labelled = inContainer(happened({ action: "die", exitCode: 137 }), {
    role: undefined,
    container: { ...CONTAINER, state: "exited", labels: { app: "shop\n" }, createdAt: 1000 },
  });
  assertEquals(
    lineOf({ write: createJsonWriter(CONTEXT) }, labelled),
    '{"time":"2026-11-21T22:10:54.123456789Z","event":"container","action":"die",' +
      `"container":{"id":"${CONTAINER.id}","name":"web","runtime":"docker",` +
      '"image":{"name":"nginx:1.27"},"label":"ok","kind":"docker","state":"exited",' +
      '"created":"1970-01-01T00:00:01.000000000Z","labels":{"app":"shop\\n"},' +
      '"exit":{"code":137}},' +
      `"cgroup":{"id":82,"path":"/docker/${CONTAINER.id}"},"host":{"name":"n1"}}`,
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
