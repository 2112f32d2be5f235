import type { Container } from "../../model/container.ts";
import type {
  Capabilities,
  Credentials,
  Event,
  Process,
  ProcessEvent,
  Program,
} from "../../model/event.ts";
import { type Cgroup, type LabelledEvent, type Role, ROLES } from "../../model/labelled_event.ts";
import type { Owner } from "../../model/owner.ts";
import { numberOf, parse, recordOf, textListOf, textOf } from "./container_facts.ts";
import { fromDbText } from "./db_text.ts";
import { EXIT_FLAGS } from "./process_writer.ts";
import { flagsFrom } from "./program_facts.ts";

/** A row as SQLite gives it, its integers as bigint. */
export type Row = Readonly<Record<string, unknown>>;

/** What rows need to become events. */
export interface RowReaderOptions {
  /** Ns since 1970 from which events count. */
  readonly base: bigint;
  readonly ownerOf: (path: string) => Owner;
  readonly redact: <E extends Event>(event: E) => E;
  /** The container of a row. */
  readonly container: (row: bigint) => Container | undefined;
}

/** Makes events of rows. */
export interface RowReader {
  /** A process with all that is known of it. */
  process(row: Row): LabelledEvent;
  /** A program that the process ran before. */
  former(row: Row, of: LabelledEvent): LabelledEvent;
}

const NO_NAMESPACES = { cgroup: 0, ipc: 0, mnt: 0, net: 0, pid: 0, user: 0, uts: 0 } as const;

/** Cgroups and credentials that are remembered. */
const REMEMBERED_MAX = 4096;

/** A reader of rows; what rows share becomes one object, as formats like it. */
export function createRowReader({ base, ownerOf, redact, container }: RowReaderOptions): RowReader {
  const cgroups = createMemory<Cgroup>();
  const people = createMemory<Credentials & Capabilities>();

  const timeOf = (value: unknown) => typeof value === "bigint" ? Number(value - base) : 0;

  function cgroupOf(row: Row): Cgroup | undefined {
    if (row["cgroup_path"] === null) return undefined;
    const path = fromDbText(row["cgroup_path"]);
    const hierarchy = wholeOf(row["hierarchy"]);
    const id = wholeOf(row["number"]);
    return cgroups(
      `${hierarchy} ${id} ${path}`,
      () => ({ hierarchy, id, path, owner: ownerOf(path) }),
    );
  }

  function placeOf(row: Row): Omit<LabelledEvent, "event"> {
    const owner = container(typeof row["container"] === "bigint" ? row["container"] : 0n);
    return {
      cgroup: cgroupOf(row),
      container: owner,
      label: owner && (owner.name === undefined ? "unknown" : "ok"),
      role: roleOf(row["role"]),
    };
  }

  function credentialsOf(row: Row) {
    const facts = String(row["credentials"]);
    return people(facts, () => readCredentials(facts));
  }

  function processOf(row: Row, hasExeced: boolean, cgroup: Cgroup | undefined): Process {
    const pid = wholeOf(row["pid"]);
    const both = credentialsOf(row);
    return {
      pid,
      tid: pid,
      vpid: wholeOf(row["vpid"]),
      parentPid: wholeOf(row["parent_pid"]),
      startTime: timeOf(row["start"]),
      parentStartTime: wholeOf(row["parent_boot_start"]),
      hasExeced,
      origin: undefined,
      mountNamespace: 0,
      credentials: both,
      capabilities: both,
      command: fromDbText(row["command"]),
      cgroup: { hierarchy: cgroup?.hierarchy ?? 0, id: cgroup?.id ?? 0 },
    };
  }

  function eventOf(row: Row, process: Process, program: Program | undefined): ProcessEvent {
    if (row["end"] !== null) {
      const flags = wholeOf(row["exit_flags"]);
      const exit = {
        code: numberFrom(row["exit_code"]),
        signal: textOf(row["signal"]),
        coreDumped: (flags & EXIT_FLAGS.coreDumped) !== 0,
        oomKilled: (flags & EXIT_FLAGS.oomKilled) !== 0,
        duration: wholeOf(row["duration"]),
        cpuTime: wholeOf(row["cpu_time"]),
        peakRss: wholeOf(row["peak_rss"]),
      };
      return {
        ...{ kind: "exit", time: timeOf(row["end"]), process, exit },
        ...program === undefined ? {} : { program },
      };
    }
    // It ran when its recorder was last heard of.
    const time = Math.max(timeOf(row["last_word"]), process.startTime);
    return program === undefined
      ? { kind: "fork", time: process.startTime, process, forLabels: false }
      : { kind: "process", time, process, program, forLabels: false };
  }

  return {
    process(row) {
      const place = placeOf(row);
      const program = programOf(row);
      const process = processOf(row, program !== undefined, place.cgroup);
      return { event: redact(eventOf(row, process, program)), ...place };
    },
    former(row, of) {
      const place = placeOf(row);
      const whole = "process" in of.event ? of.event.process : undefined;
      const program = programOf(row);
      if (whole === undefined || program === undefined) return of;
      const both = credentialsOf(row);
      const command = fromDbText(row["command"]);
      const process = { ...whole, command, credentials: both, capabilities: both };
      const time = timeOf(row["time"]);
      const exec = { kind: "exec", time, process, program, forLabels: false } as const;
      return { event: redact(exec), ...place };
    },
  };
}

function programOf(row: Row): Program | undefined {
  if (row["args"] === null) return undefined;
  return {
    path: fromDbText(row["path"]),
    workingDirectory: fromDbText(row["working_directory"]),
    args: textListOf(parse(row["args"])),
    ...flagsFrom(wholeOf(row["flags"])),
  };
}

/** Credentials and capabilities, which are told together; what is not of its type counts as nothing. */
function readCredentials(text: string): Credentials & Capabilities {
  const facts = recordOf(parse(text));
  const number = (name: string) => numberOf(facts[name]) ?? 0;
  const namespaces = recordOf(facts["namespaces"]);
  return {
    uid: number("uid"),
    gid: number("gid"),
    loginUid: numberOf(facts["loginUid"]),
    sessionId: number("sessionId"),
    tty: number("tty"),
    namespaces: Object.fromEntries(
      Object.keys(NO_NAMESPACES).map((name) => [name, numberOf(namespaces[name]) ?? 0]),
    ) as unknown as Credentials["namespaces"],
    effective: textOf(facts["effective"]) ?? "",
    permitted: textOf(facts["permitted"]) ?? "",
  };
}

function roleOf(value: unknown): Role | undefined {
  return ROLES.find((role) => role === value);
}

function numberFrom(value: unknown): number | undefined {
  return typeof value === "bigint" ? Number(value) : undefined;
}

/** A whole number that is no less than 0; what is none counts as 0. */
function wholeOf(value: unknown): number {
  return typeof value === "bigint" && value >= 0n ? Number(value) : 0;
}

function createMemory<T>(): (key: string, make: () => T) => T {
  const known = new Map<string, T>();
  return (key, make) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= REMEMBERED_MAX) known.clear();
    const made = make();
    known.set(key, made);
    return made;
  };
}
