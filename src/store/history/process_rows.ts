import type { Exit, Process, ProcessEvent, Program } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";

/** What a batch has to say of one process. */
export interface ProcessRow {
  /** The last event about it: where and for whom it runs. */
  labelled: LabelledEvent;
  process: Process;
  /** The program that it runs, as far as an event of the batch told. */
  program: Program | undefined;
  /** When it started that, ns since boot; undefined when it ran already. */
  programTime: number | undefined;
  exit: Exit | undefined;
  /** When it ended, ns since boot. */
  end: number | undefined;
  /** How many events it stands for. */
  events: number;
}

/**
 * The processes of a batch. Most live so short that their fork, exec and exit come in one batch: then they are
 * written once.
 */
export class ProcessRows {
  readonly #rows: ProcessRow[] = [];
  /** The last row of each pid. */
  readonly #latest = new Map<number, ProcessRow>();

  /** Rows to write. */
  get size(): number {
    return this.#rows.length;
  }

  /** Events that the rows stand for. */
  get events(): number {
    return this.#rows.reduce((sum, { events }) => sum + events, 0);
  }

  /** In the order in which they are to be written. */
  [Symbol.iterator](): Iterator<ProcessRow> {
    return this.#rows[Symbol.iterator]();
  }

  /** Whether an event would make no further row. */
  has({ process }: ProcessEvent): boolean {
    return this.#latest.get(process.pid)?.process.startTime === process.startTime;
  }

  /** Adds what an event tells. */
  add(labelled: LabelledEvent, event: ProcessEvent): void {
    const { process } = event;
    const program = event.kind === "exec" || event.kind === "process" ? event.program : undefined;
    let row = this.#latest.get(process.pid);
    const isSame = row?.process.startTime === process.startTime;
    // A second program is a second row: the first one is not to be forgotten.
    if (row === undefined || !isSame || (program !== undefined && row.program !== undefined)) {
      row = {
        ...{ labelled, process, program },
        programTime: undefined,
        exit: undefined,
        end: undefined,
        events: 0,
      };
      this.#rows.push(row);
      this.#latest.set(process.pid, row);
    }
    row.labelled = labelled;
    row.process = process;
    row.events++;
    if (program !== undefined) row.program = program;
    if (event.kind === "exec") row.programTime = event.time;
    if (event.kind === "exit") {
      row.exit = event.exit;
      row.end = event.time;
    }
  }

  /** Forgets all. */
  clear(): void {
    this.#rows.length = 0;
    this.#latest.clear();
  }
}
