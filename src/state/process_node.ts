import type { Exit, Process, Program, Usage } from "../model/event.ts";
import type { Cgroup, Role } from "../model/labelled_event.ts";
import type { Container, Label } from "../model/container.ts";

/** A process for good: pids are used again, a pid with its start time is not. */
export interface ProcessKey {
  readonly pid: number;
  /** Ns since boot. */
  readonly startTime: number;
}

/** One process as the table knows it; the table changes it, others read. */
export interface ProcessNode {
  /** As its newest event told it. */
  readonly process: Process;
  /** What it runs; undefined while no event told. */
  readonly program: Program | undefined;
  /** As a snapshot told it. */
  readonly usage: Usage | undefined;
  readonly cgroup: Cgroup | undefined;
  readonly container: Container | undefined;
  readonly label: Label | undefined;
  readonly role: Role | undefined;
  /** Who forked it, as its oldest event told. */
  readonly parent: ProcessKey;
  /** Who has it now, when that is not who forked it: its parent ended first. */
  readonly reaper: ProcessKey | undefined;
  /** How it ended; undefined while it runs, and where nobody saw. */
  readonly exit: Exit | undefined;
  /** Ns since boot; undefined while it runs. Where nobody saw the end, the latest time that it can have been. */
  readonly endedAt: number | undefined;
  /** Time of its newest event, ns since boot. */
  readonly lastAt: number;
  /** Processes in the table that it forked. */
  readonly children: number;
}

/** Whether two keys are one process's. */
export function isSameProcess(a: ProcessKey, b: ProcessKey): boolean {
  return a.pid === b.pid && a.startTime === b.startTime;
}
