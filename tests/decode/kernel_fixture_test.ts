import { assert, assertEquals } from "@std/assert";
import { decodeArgs } from "../../src/decode/decode_args.ts";
import type { SnapshotRecord } from "../../src/decode/decode_snapshot_record.ts";
import type { CgroupEvent, ExitEvent, Process, ProcessEvent } from "../../src/model/event.ts";
import type { KnownEvent, KnownProcess } from "../fixtures/known_events.ts";
import type { ProcFacts } from "../fixtures/proc_facts.ts";
import { CAPTURED, KNOWN } from "./kernel_fixture.ts";

const TICK_NS = 10_000_000;
const ARGS_MAX = 16_384;

const snapshot: readonly SnapshotRecord[] = CAPTURED[0].events;
const usages = snapshot.filter((record) => record.kind === "usage");
const all = [...snapshot, ...CAPTURED[1].events].flatMap((record) =>
  record.kind === "usage" ? [] : record
);

function eventsOf(pid: number): ProcessEvent[] {
  return all.filter((event) =>
    event.kind !== "cgroup" && event.process.pid === pid
  ) as ProcessEvent[];
}

function bytesOf(latin1: string): Uint8Array {
  return Uint8Array.from(latin1, (char) => char.charCodeAt(0));
}

/** What is known of an event, in the shape of the decoded one. */
function expected(known: KnownEvent): Record<string, unknown> {
  switch (known.kind) {
    case "fork":
      return { kind: "fork" };
    case "exec":
    case "process": {
      const { path, workingDirectory, args, setuid = false } = known;
      const argsTruncated = args.length > ARGS_MAX;
      return {
        kind: known.kind,
        program: {
          path,
          pathTruncated: false,
          workingDirectory,
          workingDirectoryTruncated: false,
          args: decodeArgs(bytesOf(args.slice(0, ARGS_MAX))),
          argsTruncated,
          upperLayer: false,
          memfd: false,
          setuid,
        },
      };
    }
    case "exit":
      return { kind: "exit", code: known.code, signal: known.signal };
  }
}

function told(event: ProcessEvent): Record<string, unknown> {
  switch (event.kind) {
    case "fork":
      return { kind: event.kind };
    case "exec":
    case "process":
      return { kind: event.kind, program: event.program };
    case "exit":
      return { kind: event.kind, code: event.exit.code, signal: event.exit.signal };
  }
}

Deno.test("the captured batches decode without a rest", () => {
  assertEquals(CAPTURED.map(({ undecodable }) => undecodable), [0, 0]);
  const kinds = new Set(snapshot.map(({ kind }) => kind));
  assertEquals(kinds, new Set(["process", "usage"] as const));
});

Deno.test("a captured process in a snapshot has what it uses", () => {
  const [event] = all;
  const usage = event?.kind === "process" ? event.usage : undefined;
  assertEquals(usage?.state, "sleeping");
  assert((usage?.cpuTime ?? 0) > 0 && (usage?.rss ?? 0) > 0);
});

Deno.test("captured tasks other than the first one tell whose they are and what they use", () => {
  const [own] = KNOWN.processes.map(({ parentPid }) => parentPid);
  assert(usages.length > 1);
  assertEquals(new Set(usages.map(({ pid }) => pid)), new Set([own]));
  assertEquals(new Set(usages.map(({ startTime }) => startTime)).size, 1);
  assert(usages.reduce((sum, { cpuTime }) => sum + cpuTime, 0) > 0);
});

for (const known of KNOWN.processes) {
  Deno.test(`a captured process (${known.name}) decodes to its known events`, () => {
    assertEquals(eventsOf(known.pid).map(told), known.events.map(expected));
  });

  Deno.test(`a captured process (${known.name}) decodes to what /proc told of it`, () => {
    checkProcess(known);
  });
}

function checkProcess({ pid, parentPid, facts, cgroup, events }: KnownProcess): void {
  const decoded = eventsOf(pid);
  for (const { process } of decoded) {
    assertEquals([process.pid, process.tid, process.parentPid], [pid, pid, parentPid]);
  }
  assertEquals(new Set(decoded.map(({ process }) => process.startTime)).size, 1);
  const last = decoded.at(-1);
  if (last === undefined) throw new Error(`no event of ${pid}`);
  if (facts !== undefined) checkFacts(last.process, facts);
  const place = KNOWN.cgroups.find(({ name }) => name === cgroup);
  if (place !== undefined) {
    assertEquals(last.process.cgroup, { hierarchy: place.hierarchy, id: place.id });
  }
  assertEquals(last.kind, events.at(-1)?.kind);
  if (last.kind === "exit") checkExit(last);
}

function checkFacts(process: Process, facts: ProcFacts): void {
  const { startTicks, parentStartTicks, loginUid, path: _path, workingDirectory: _cwd, ...more } =
    facts;
  const { args: _args, ...same } = more;
  const { startTime, parentStartTime, hasExeced, mountNamespace, origin, ...others } = process;
  const { tid: _tid, credentials, cgroup, ...rest } = others;
  const { tty, ...who } = credentials;
  assertEquals({ ...rest, ...who }, { ...same, loginUid: loginUid ?? undefined });
  assertEquals(Math.floor(startTime / TICK_NS), startTicks);
  assertEquals(Math.floor(parentStartTime / TICK_NS), parentStartTicks);
  assertEquals(hasExeced, true);
  assertEquals(mountNamespace === 0, who.namespaces.mnt === KNOWN.hostMounts);
  // Those that were moved to a cgroup of their own have left their parent's.
  const isMoved = KNOWN.cgroups.some(({ id }) => id === cgroup.id);
  assertEquals(origin?.command, isMoved ? "deno" : undefined);
  assertEquals(tty, 0);
}

function checkExit({ time, process, exit }: ExitEvent): void {
  const { duration, cpuTime, peakRss, coreDumped, oomKilled } = exit;
  assertEquals(duration, time - process.startTime);
  assert(cpuTime > 0 && cpuTime <= duration);
  assert(peakRss > 0 && peakRss % 4096 === 0);
  assertEquals([coreDumped, oomKilled], [false, false]);
}

for (const { name, hierarchy, id, actions } of KNOWN.cgroups) {
  Deno.test(`a captured cgroup (${name}) decodes to its known actions`, () => {
    const events = all.filter((event): event is CgroupEvent =>
      event.kind === "cgroup" && event.cgroup.id === id && event.cgroup.hierarchy === hierarchy
    );
    assertEquals(events.map(({ action, path }) => ({ action, path })), [...actions]);
    for (const { action, pathTruncated, process } of events) {
      assertEquals(pathTruncated, false);
      assertEquals(process !== undefined, action === "attach");
    }
    const moved = KNOWN.processes.find(({ cgroup }) => cgroup === name)?.pid;
    const attach = events.find(({ action }) => action === "attach");
    if (attach !== undefined) assertEquals(attach.process?.pid, moved);
  });
}

Deno.test("a captured cgroup is announced before the first event that comes from it", () => {
  const seen = new Set<number>();
  for (const event of CAPTURED[1].events) {
    if (event.kind === "cgroup") seen.add(event.cgroup.id);
    const { id } = event.kind === "cgroup" ? event.cgroup : event.process.cgroup;
    const isKnown = KNOWN.cgroups.some((known) => known.id === id);
    if (isKnown) assert(seen.has(id));
  }
});
