import type { Label } from "../model/container.ts";
import type { Event, LostReason } from "../model/event.ts";
import type { LabelledEvent } from "../model/labelled_event.ts";
import type { Stats } from "../model/stats.ts";

/** Counts what passes through the pipeline. */
export class Counters {
  readonly #startedAt: number;
  readonly #events: Record<Event["kind"], number> = {
    fork: 0,
    exec: 0,
    exit: 0,
    process: 0,
    cgroup: 0,
    container: 0,
    lost: 0,
  };
  readonly #lost: Record<LostReason, number> = {
    ring_full: 0,
    too_large: 0,
    recursion: 0,
    undecodable: 0,
    unwritten: 0,
  };
  readonly #labels: Record<Label, number> = { ok: 0, late: 0, unknown: 0 };
  #delivered = 0;
  #filtered = 0;
  #undecided = 0;
  #folded = 0;

  /** `now` is ns on any clock that {@link stats} gets too. */
  constructor(now: number) {
    this.#startedAt = now;
  }

  /** Events written out. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Events that never arrived whole. */
  get lost(): number {
    return Object.values(this.#lost).reduce((sum, count) => sum + count, 0);
  }

  /** Events that the reader did not take. */
  get unread(): number {
    return this.#lost.unwritten;
  }

  /** Events of containers that went out without a name, or did not since a name was asked for. */
  get unlabelled(): number {
    return this.#labels.late + this.#labels.unknown + this.#undecided;
  }

  /** An event came from the source. */
  saw(event: Event): void {
    if (event.kind !== "container" && event.kind !== "lost" && event.forLabels) return;
    const counts = this.#events;
    // One name after the other: to find a member by a variable name takes the engine as long as a tenth of a line.
    switch (event.kind) {
      case "fork":
        counts.fork++;
        break;
      case "exec":
        counts.exec++;
        break;
      case "exit":
        counts.exit++;
        break;
      case "process":
        counts.process++;
        break;
      case "cgroup":
        counts.cgroup++;
        break;
      case "container":
        counts.container++;
        break;
      case "lost":
        counts.lost++;
        this.#lost[event.reason] += event.count;
        break;
      default:
        event satisfies never;
    }
  }

  /** An event was written out. */
  wrote({ label }: LabelledEvent): void {
    this.#delivered++;
    const labels = this.#labels;
    switch (label) {
      case "ok":
        labels.ok++;
        break;
      case "late":
        labels.late++;
        break;
      case "unknown":
        labels.unknown++;
        break;
      case undefined:
        break;
      default:
        label satisfies never;
    }
  }

  /** A filter held an event back; with the name of its container it might have passed. */
  heldBack(isUndecided: boolean): void {
    this.#filtered++;
    if (isUndecided) this.#undecided++;
  }

  /** An event of a runtime's own work was held back. */
  foldedAway(): void {
    this.#folded++;
  }

  /** The reader did not take lines that were counted as written: their events are lost. */
  notRead(lines: number): void {
    this.#delivered -= lines;
    this.#lost.unwritten += lines;
  }

  /** An event came when nobody read any more. */
  gaveUp(): void {
    this.#lost.unwritten++;
  }

  /** All counts so far. */
  stats(now: number, containers: number, tables: Stats["tables"]): Stats {
    return {
      durationNs: now - this.#startedAt,
      events: { ...this.#events },
      delivered: this.#delivered,
      filtered: this.#filtered,
      folded: this.#folded,
      lost: { ...this.#lost },
      labels: { ...this.#labels },
      containers,
      tables,
    };
  }
}
