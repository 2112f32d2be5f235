import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { BootEpochs } from "../../model/boot_epochs.ts";
import type { ContainerEvent, LostEvent } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { Gap } from "./gap.ts";
import { GapWriter } from "./gap_writer.ts";
import { type HistoryTrouble, troubleOf } from "./history_error.ts";
import { type ProcessRow, ProcessRows } from "./process_rows.ts";
import { createProcessWriter } from "./process_writer.ts";
import { References } from "./references.ts";
import { Retention, type RetentionLimits } from "./retention.ts";
import { beginSession, type Session } from "./session.ts";

/** What a recorder needs to know. */
export interface RecorderOptions {
  /** The kernel's name for this boot (`/proc/sys/kernel/random/boot_id`). */
  readonly bootId: string;
  /** What the host's clock shows. */
  readonly epochs: BootEpochs;
  /** Now, ns since boot: the clock of the events. */
  readonly bootNow: () => number;
  /** The host's own processes are recorded as well. */
  readonly withHost: boolean;
  /** Whether a process still runs: `start` is ns since boot. */
  readonly runs: (pid: number, start: number) => boolean;
  readonly limits: RetentionLimits;
  /** Called once when writing begins to fail: tracing goes on. */
  readonly onTrouble: (trouble: HistoryTrouble, error: unknown) => void;
  /** Called once when writing works again, with the number of events that are missing. */
  readonly onRecovery: (missing: number) => void;
}

/**
 * Rows of a batch: beyond, it is written at once. Nothing else goes on while a batch is written; this many take
 * 3 ms, and 11 ms where the log is copied into the file as well.
 */
const BATCH_ROWS = 250;

/** What waits while writing fails; what comes when there is no more room is lost, and counted. */
const WAITING_MAX = 4096;

/** How often it is tried again while writing fails, ns. */
const RETRY_NS = 500_000_000;

/** How often the session is noted to run while nothing happens, ns: a killed one leaves a gap no longer than this. */
const HEARTBEAT_NS = 10_000_000_000;

interface Waiting {
  readonly labelled: LabelledEvent;
  readonly event: ContainerEvent;
}

interface Failure {
  readonly trouble: HistoryTrouble;
  /** The last moment of which all was written, ns since 1970. */
  readonly since: bigint;
  /** Next attempt, ns since boot. */
  retryAt: number;
  missing: number;
}

/**
 * Writes labelled events into a history, in batches. No call throws: what cannot be written is told, tried
 * again and noted as a gap.
 */
export class HistoryRecorder {
  readonly #options: RecorderOptions;
  readonly #session: Session;
  readonly #references: References;
  readonly #gaps: GapWriter;
  readonly #retention: Retention;
  readonly #writeProcess: (row: ProcessRow) => void;
  readonly #statements: Readonly<
    Record<"begin" | "commit" | "rollback" | "happening" | "alive", StatementSync>
  >;
  readonly #rows = new ProcessRows();
  #happenings: Waiting[] = [];
  #failure: Failure | undefined;
  #lastEventTime: number;
  #aliveAt: number;
  /** The version of the clock by which that was noted. */
  #aliveBy: number;
  #written = 0;
  #missing = 0;
  #hasEnded = false;

  /**
   * Begins a session: where there was one before, what happened between them is a gap.
   *
   * @throws {HistoryError} what SQLite says when even this cannot be written.
   */
  constructor(db: DatabaseSync, options: RecorderOptions) {
    this.#options = options;
    this.#aliveAt = this.#lastEventTime = options.bootNow();
    this.#aliveBy = options.epochs.version;
    this.#gaps = new GapWriter(db);
    this.#session = beginSession(db, options, this.#epochOf(this.#aliveAt), this.#gaps);
    this.#references = new References(db);
    this.#retention = new Retention(db, options.limits);
    this.#writeProcess = createProcessWriter(db, this.#references, {
      ...this.#session,
      epochOf: (time) => this.#epochOf(time),
    });
    this.#statements = {
      begin: db.prepare("BEGIN IMMEDIATE"),
      commit: db.prepare("COMMIT"),
      rollback: db.prepare("ROLLBACK"),
      happening: db.prepare("INSERT INTO happenings (time, container, facts) VALUES (?, ?, ?)"),
      alive: db.prepare(`UPDATE sessions SET "to" = ?, has_ended = ? WHERE id = ?`),
    };
  }

  /** Events that are in the file. */
  get written(): number {
    return this.#written;
  }

  /** Events that could not be written. */
  get missing(): number {
    return this.#missing + (this.#failure?.missing ?? 0);
  }

  /** Takes an event; when a batch is complete it is written. */
  add(labelled: LabelledEvent): void {
    const { event } = labelled;
    switch (event.kind) {
      case "fork":
      case "exec":
      case "exit":
      case "process":
        if (this.#isFull && !this.#rows.has(event)) return this.#drop();
        this.#rows.add(labelled, event);
        break;
      case "container":
        if (this.#isFull) return this.#drop();
        this.#happenings.push({ labelled, event });
        break;
      case "lost":
        this.#lost(event);
        break;
      case "cgroup":
        return;
      default:
        event satisfies never;
    }
    this.#lastEventTime = event.time;
    if (this.#rows.size + this.#happenings.length >= BATCH_ROWS) this.#write();
  }

  /** Writes what waits: to be called several times a second, whether or not there were events. */
  flush(): void {
    const waits = this.#rows.size + this.#happenings.length + this.#gaps.size > 0;
    const { bootNow, epochs } = this.#options;
    // A clock that was put forward must not make it look dead.
    const isDue = bootNow() - this.#aliveAt >= HEARTBEAT_NS || epochs.version !== this.#aliveBy;
    if (waits || isDue) this.#write();
    if (!waits && this.#failure === undefined) this.#attempt(() => this.#retain());
  }

  /**
   * The processes that ran at the start were all told: those that an earlier session left running, and that are
   * there no more, ended while nobody looked.
   */
  complete(): void {
    if (this.#hasEnded) return;
    this.#write();
    this.#attempt(() => {
      this.#statements.begin.run();
      this.#session.endStrangers();
      this.#statements.commit.run();
    });
  }

  /** Writes the rest, and that the session ended. The database stays open. Once is enough. */
  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.#failure !== undefined) this.#failure.retryAt = 0;
    this.#write(true);
    this.#missing += this.#failure?.missing ?? 0;
    if (this.#failure !== undefined) {
      this.#missing += this.#rows.events + this.#happenings.length;
    }
  }

  get #isFull(): boolean {
    return this.#failure !== undefined && this.#rows.size + this.#happenings.length >= WAITING_MAX;
  }

  #drop(): void {
    if (this.#failure !== undefined) this.#failure.missing++;
  }

  #lost({ time, reason, count }: LostEvent): void {
    const from = Math.min(this.#lastEventTime, time);
    this.#gaps.add({ from: this.#epochOf(from), to: this.#epochOf(time), reason, count });
  }

  /** Writes a batch, unless it is too early for another attempt. */
  #write(isEnd = false): void {
    const now = this.#options.bootNow();
    if (this.#failure !== undefined && now < this.#failure.retryAt) return;
    this.#attempt(() => {
      this.#statements.begin.run();
      for (const row of this.#rows) this.#writeProcess(row);
      for (const { labelled, event } of this.#happenings) this.#writeHappening(labelled, event);
      this.#gaps.write(this.#failureGap(now));
      this.#statements.alive.run(this.#epochOf(now), isEnd ? 1 : 0, this.#session.session);
      this.#statements.commit.run();
      this.#committed(now);
      // With each batch, so that what goes keeps up with what comes.
      this.#retain();
    });
  }

  #committed(now: number): void {
    this.#written += this.#rows.events + this.#happenings.length;
    this.#rows.clear();
    this.#happenings = [];
    this.#gaps.committed();
    this.#aliveAt = now;
    this.#aliveBy = this.#options.epochs.version;
    const failure = this.#failure;
    if (failure === undefined) return;
    this.#failure = undefined;
    this.#missing += failure.missing;
    this.#options.onRecovery(failure.missing);
  }

  /** What was lost while writing failed. Where all could wait, there is no gap. */
  #failureGap(now: number): readonly Gap[] {
    if (this.#failure === undefined || this.#failure.missing === 0) return [];
    const { since, trouble, missing } = this.#failure;
    return [{ from: since, to: this.#epochOf(now), reason: trouble, count: missing }];
  }

  #writeHappening({ container }: LabelledEvent, { time, action, happening }: ContainerEvent): void {
    if (container === undefined) return;
    const epoch = this.#epochOf(time);
    const row = this.#references.container(container, epoch);
    // A late name is in the container's own row, which is all that it is about.
    if (happening === undefined) return;
    const { epochTime, ...facts } = happening;
    this.#statements.happening.run(epochTime, row, JSON.stringify({ ...facts, action }));
  }

  #retain(): void {
    const now = this.#epochOf(this.#options.bootNow());
    if (this.#retention.step(now) > 0) this.#references.forget();
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#undo();
      const retryAt = this.#options.bootNow() + RETRY_NS;
      if (this.#failure !== undefined) {
        this.#failure.retryAt = retryAt;
        return;
      }
      const trouble = troubleOf(error);
      const since = this.#epochOf(this.#aliveAt);
      this.#failure = { trouble, since, retryAt, missing: 0 };
      this.#options.onTrouble(trouble, error);
    }
  }

  #undo(): void {
    try {
      this.#statements.rollback.run();
    } catch {
      // SQLite has undone it already, as it does when the disk is full.
    }
    this.#references.forget();
    this.#gaps.undone();
  }

  #epochOf(time: number): bigint {
    return this.#options.epochs.momentOf(time);
  }
}
