/** Events of made-up processes, and a history to write them to. */

import type { DatabaseSync } from "node:sqlite";
import { BootEpochs } from "../../../src/model/boot_epochs.ts";
import type { Container } from "../../../src/model/container.ts";
import type { Event, Exit, Process, Program } from "../../../src/model/event.ts";
import type { LabelledEvent, Role } from "../../../src/model/labelled_event.ts";
import { HistoryReader, type Span } from "../../../src/store/history/history_reader.ts";
import { openForReading, openForWriting } from "../../../src/store/history/open_history.ts";
import { HistoryRecorder, type RecorderOptions } from "../../../src/store/history/recorder.ts";
import { CGROUP, CONTAINER, EXIT, PROCESS, PROGRAM } from "../../output/format/samples.ts";

/** 2026-11-21T22:10:54.123456789Z at 0 ns since boot. */
export const BOOT = 1795299054123456789n;

export const SECOND = 1_000_000_000;

/** All times. */
export const EVER: Span = { from: 0n, until: BOOT + 10n ** 18n };

/** A span in ns since boot. */
export function spanOf(from: number, until: number): Span {
  return { from: BOOT + BigInt(from), until: BOOT + BigInt(until) };
}

/** An event where it happened; on the host without a container. */
export function placed(
  event: Event,
  container: Container | undefined = CONTAINER,
  role: Role | undefined = "child",
): LabelledEvent {
  return {
    event,
    cgroup: CGROUP,
    container,
    label: container === undefined ? undefined : "ok",
    role: container === undefined ? undefined : role,
  };
}

/** A process by its pid and its start, ns since boot. */
export function processOf(pid: number, startTime: number, changes: Partial<Process> = {}): Process {
  return { ...PROCESS, pid, tid: pid, startTime, parentPid: 1, ...changes };
}

export function forkOf(process: Process): Event {
  return { kind: "fork", time: process.startTime, process, forLabels: false };
}

export function execOf(process: Process, time: number, program: Partial<Program> = {}): Event {
  return {
    kind: "exec",
    time,
    process: { ...process, hasExeced: true },
    program: { ...PROGRAM, ...program },
    forLabels: false,
  };
}

export function runningOf(process: Process, time: number, program: Partial<Program> = {}): Event {
  return {
    kind: "process",
    time,
    process: { ...process, hasExeced: true },
    program: { ...PROGRAM, ...program },
    forLabels: false,
  };
}

export function exitOf(process: Process, time: number, changes: Partial<Exit> = {}): Event {
  const exit = { ...EXIT, duration: time - process.startTime, ...changes };
  return { kind: "exit", time, process, exit };
}

/** What a recorder said. */
export interface Said {
  readonly troubles: string[];
  readonly recoveries: number[];
}

/** A file with a recorder's database, whose clock the test moves. */
export class World implements Disposable {
  readonly path: string;
  readonly said: Said = { troubles: [], recoveries: [] };
  /** Ns since boot. */
  now = 0;
  readonly #folder: string;
  readonly #stack = new DisposableStack();

  constructor() {
    this.#folder = Deno.makeTempDirSync({ prefix: "ctrack-store-" });
    this.path = `${this.#folder}/history.db`;
  }

  /** Opens the file for writing; closed with the world, if not before. */
  open(): DatabaseSync {
    return this.#stack.use(openForWriting(this.path));
  }

  /** Begins a session. */
  recorder(db: DatabaseSync, changes: Partial<RecorderOptions> = {}): HistoryRecorder {
    return new HistoryRecorder(db, {
      bootId: "b1",
      epochs: new BootEpochs(BOOT),
      bootNow: () => this.now,
      withHost: true,
      runs: () => false,
      limits: {},
      onTrouble: (trouble) => this.said.troubles.push(trouble),
      onRecovery: (missing) => this.said.recoveries.push(missing),
      ...changes,
    });
  }

  /** Somebody who asks; times of events are ns since boot. */
  reader(): HistoryReader {
    return new HistoryReader(this.#stack.use(openForReading(this.path)), {
      base: BOOT,
      ownerOf: () => CGROUP.owner,
      redact: (event) => event,
    });
  }

  [Symbol.dispose](): void {
    try {
      this.#stack.dispose();
    } finally {
      Deno.removeSync(this.#folder, { recursive: true });
    }
  }
}
