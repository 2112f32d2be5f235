import type { DatabaseSync } from "node:sqlite";
import type { Container } from "../../model/container.ts";
import type { Capabilities, Credentials, Process, Program } from "../../model/event.ts";
import type { Cgroup, LabelledEvent } from "../../model/labelled_event.ts";
import { containerFacts } from "./container_facts.ts";
import { toDbText } from "./db_text.ts";
import { flagsOf, hashOf } from "./program_facts.ts";

/** Contexts and containers that are remembered; beyond, all are asked for again. */
const REMEMBERED_MAX = 16_384;

/** How late the last word of a container may be noted, ns: one write a second is enough for the busiest. */
const SEEN_STEP_NS = 1_000_000_000n;

const CONTAINER = `
INSERT INTO containers
  (container_id, kind, nesting, name, image, runtime, namespace, pod, facts, first_seen, last_seen)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)
ON CONFLICT (container_id, kind, nesting) DO UPDATE SET
  name = coalesce(excluded.name, name),
  image = coalesce(excluded.image, image),
  runtime = coalesce(excluded.runtime, runtime),
  namespace = coalesce(excluded.namespace, namespace),
  pod = coalesce(excluded.pod, pod),
  facts = CASE WHEN excluded.runtime IS NULL AND runtime IS NOT NULL
    THEN facts ELSE excluded.facts END,
  last_seen = max(last_seen, excluded.last_seen)
RETURNING id`;

/** Gives the row of what it is told, made where there is none. */
const CGROUP = `
INSERT INTO cgroups (path, number, hierarchy) VALUES (?, ?, ?)
ON CONFLICT DO UPDATE SET number = excluded.number RETURNING id`;
const CREDENTIALS = `
INSERT INTO credentials (facts, uid) VALUES (?, ?)
ON CONFLICT DO UPDATE SET uid = excluded.uid RETURNING id`;
const CONTEXT = `
INSERT INTO contexts (container, cgroup, credentials, role) VALUES (?, ?, ?, ?)
ON CONFLICT DO UPDATE SET role = excluded.role RETURNING id`;
const FIND_PROGRAM = `
SELECT id FROM programs
WHERE hash = ? AND path = ? AND args = ? AND working_directory = ? AND flags = ?`;
const ADD_PROGRAM = `
INSERT INTO programs (hash, path, args, working_directory, flags) VALUES (?, ?, ?, ?, ?)
RETURNING id`;

/**
 * Rows of what processes share, by the identity of the model's objects, which events share as well. To be used
 * within a transaction only; when that is undone, or rows were removed, {@link forget} is to be called.
 */
export class References {
  readonly #statements;
  #containers = new WeakMap<Container, number>();
  #seen = new Map<number, bigint>();
  #cgroups = new WeakMap<Cgroup, number>();
  #credentials = new WeakMap<Credentials, WeakMap<Capabilities, number>>();
  #programs = new WeakMap<Program, number>();
  #contexts = new Map<string, number>();

  constructor(db: DatabaseSync) {
    this.#statements = {
      container: db.prepare(CONTAINER),
      seen: db.prepare("UPDATE containers SET last_seen = max(last_seen, ?) WHERE id = ?"),
      cgroup: db.prepare(CGROUP),
      credentials: db.prepare(CREDENTIALS),
      context: db.prepare(CONTEXT),
      findProgram: db.prepare(FIND_PROGRAM),
      addProgram: db.prepare(ADD_PROGRAM),
    };
  }

  /** Forgets all rows. */
  forget(): void {
    this.#containers = new WeakMap();
    this.#seen = new Map();
    this.#cgroups = new WeakMap();
    this.#credentials = new WeakMap();
    this.#programs = new WeakMap();
    this.#contexts = new Map();
  }

  /** The row of a container, of which there was word at `time`, ns since 1970. A new name is noted. */
  container(container: Container, time: bigint): number {
    const known = this.#containers.get(container);
    if (known !== undefined) {
      const seen = this.#seen.get(known);
      if (seen !== undefined && time - seen < SEEN_STEP_NS) return known;
      this.#statements.seen.run(time, known);
      this.#seen.set(known, time);
      return known;
    }
    const { id: containerId, kind, nesting, name, image, runtime, pod } = container;
    const id = idOf(this.#statements.container.get(
      containerId,
      kind,
      JSON.stringify(nesting),
      name ?? null,
      image ?? null,
      runtime ?? null,
      pod?.namespace ?? null,
      pod?.name ?? null,
      containerFacts(container),
      time,
    ));
    this.#containers.set(container, id);
    if (this.#seen.size >= REMEMBERED_MAX) this.#seen.clear();
    this.#seen.set(id, time);
    return id;
  }

  /** The row for where and for whom the process of an event runs. */
  context({ container, cgroup, role }: LabelledEvent, process: Process, time: bigint): number {
    const containerRow = container === undefined ? 0 : this.container(container, time);
    const cgroupRow = cgroup === undefined ? 0 : this.#cgroup(cgroup);
    const credentialsRow = this.#credentialsOf(process);
    const key = `${containerRow} ${cgroupRow} ${credentialsRow} ${role ?? ""}`;
    const known = this.#contexts.get(key);
    if (known !== undefined) return known;
    const { context } = this.#statements;
    const id = idOf(context.get(containerRow, cgroupRow, credentialsRow, role ?? ""));
    if (this.#contexts.size >= REMEMBERED_MAX) this.#contexts.clear();
    this.#contexts.set(key, id);
    return id;
  }

  /** The row of a program. */
  program(program: Program): number {
    const known = this.#programs.get(program);
    if (known !== undefined) return known;
    const path = toDbText(program.path);
    const workingDirectory = toDbText(program.workingDirectory);
    // JSON escapes what is no UTF-8.
    const args = JSON.stringify(program.args);
    const flags = flagsOf(program);
    const values = [
      hashOf(`${program.path}\0${program.workingDirectory}\0${args}\0${flags}`),
      ...[path, args, workingDirectory, flags],
    ];
    const { findProgram, addProgram } = this.#statements;
    const id = idOf(findProgram.get(...values) ?? addProgram.get(...values));
    this.#programs.set(program, id);
    return id;
  }

  #cgroup(cgroup: Cgroup): number {
    const known = this.#cgroups.get(cgroup);
    if (known !== undefined) return known;
    const { path, id: number, hierarchy } = cgroup;
    const id = idOf(this.#statements.cgroup.get(toDbText(path), number, hierarchy));
    this.#cgroups.set(cgroup, id);
    return id;
  }

  #credentialsOf({ credentials, capabilities }: Process): number {
    let of = this.#credentials.get(credentials);
    if (of === undefined) this.#credentials.set(credentials, of = new WeakMap());
    const known = of.get(capabilities);
    if (known !== undefined) return known;
    const facts = JSON.stringify({ ...credentials, ...capabilities });
    const id = idOf(this.#statements.credentials.get(facts, credentials.uid));
    of.set(capabilities, id);
    return id;
  }
}

function idOf(row: Record<string, unknown> | undefined): number {
  return Number(row?.["id"]);
}
