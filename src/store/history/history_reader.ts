import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Container } from "../../model/container.ts";
import type { Event } from "../../model/event.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { Owner } from "../../model/owner.ts";
import { containerOf, parse, textOf } from "./container_facts.ts";
import type { Gap } from "./gap.ts";
import { happeningOf } from "./happening_of.ts";
import { type Ask, prepareQuestion } from "./prepare_question.ts";
import { createRowReader, type Row, type RowReader } from "./row_reader.ts";
import { type Question, QUESTIONS } from "./questions.ts";

/** A span of time, ns since 1970; both ends belong to it, as with recordings. */
export interface Span {
  readonly from: bigint;
  readonly until: bigint;
}

/** A container that was seen. Times are ns since 1970. */
export interface SeenContainer {
  readonly row: number;
  readonly container: Container;
  readonly firstSeen: bigint;
  readonly lastSeen: bigint;
}

/** What a reader needs besides the file. */
export interface ReaderOptions {
  /** Events tell their times in ns since then, which is ns since 1970. Times within 104 days of it are exact. */
  readonly base: bigint;
  /** What a cgroup's path says. */
  readonly ownerOf: (path: string) => Owner;
  /** Takes secrets out of what was recorded with them. */
  readonly redact: <E extends Event>(event: E) => E;
}

/** A process, and what leads to others. */
export interface FoundProcess {
  readonly labelled: LabelledEvent;
  /** The key of its parent. */
  readonly parent: { readonly pid: number; readonly start: bigint; readonly boot: bigint };
}

/** Containers that are remembered while rows are read. */
const REMEMBERED_MAX = 16_384;

/** Answers questions to a history. Calls throw what SQLite throws. */
export class HistoryReader {
  readonly #db: DatabaseSync;
  readonly #base: bigint;
  readonly #redact: ReaderOptions["redact"];
  readonly #read: RowReader;
  readonly #containers = new Map<bigint, Container | undefined>();
  readonly #questions = new Map<Question, Ask>();
  readonly #containerOfRow: StatementSync;

  constructor(db: DatabaseSync, { base, ownerOf, redact }: ReaderOptions) {
    this.#db = db;
    this.#base = base;
    this.#redact = redact;
    this.#containerOfRow = db.prepare("SELECT * FROM containers WHERE id = ?");
    this.#containerOfRow.setReadBigInts(true);
    this.#read = createRowReader({
      ...{ base, ownerOf, redact },
      container: (row) => this.#container(row),
    });
  }

  /**
   * Every program that ran within the span: as `exit` with its program where the process ended, as `process` or
   * `fork` where it did not, and as `exec` where another program took its place. In the order of the processes'
   * start, or the other way round. `containers` are rows.
   */
  runs(
    span: Span,
    containers: readonly number[] | undefined,
    lastFirst = false,
  ): Generator<LabelledEvent> {
    const question = lastFirst ? "lastRuns" : "runs";
    return containers === undefined
      ? this.#programs(this.#rows(question, { ...span }), lastFirst)
      : this.#programs(
        this.#rows(`${question}Of`, { ...span, containers: JSON.stringify(containers) }),
        lastFirst,
      );
  }

  /** Processes that ended within the span, and not well. */
  *failed(span: Span, lastFirst = false): Generator<LabelledEvent> {
    for (const row of this.#rows(lastFirst ? "lastFailed" : "failed", { ...span })) {
      yield this.#read.process(row);
    }
  }

  /** Processes that ran long and ended, the longest first. */
  *long(): Generator<LabelledEvent> {
    for (const row of this.#rows("long", {})) yield this.#read.process(row);
  }

  /** Processes that run, the oldest first. */
  *running(): Generator<LabelledEvent> {
    for (const row of this.#rows("running", {})) yield this.#read.process(row);
  }

  /** Whoever had the pid at a moment, ns since 1970; without anybody, whoever had it last before. */
  holder(pid: number, at: bigint): FoundProcess | undefined {
    return this.#found(this.#rows("holder", { pid, at }));
  }

  /** A process by its key, with the program that it ran at a moment, ns since 1970. */
  process({ pid, start, boot }: FoundProcess["parent"], at: bigint): FoundProcess | undefined {
    const [row] = this.#rows("process", { pid, start, boot });
    const found = row && this.#found([row]);
    if (row === undefined || found === undefined || bigintOf(row["program_time"]) <= at) {
      return found;
    }
    let before: LabelledEvent | undefined;
    for (const each of this.#rows("former", { process: bigintOf(row["id"]) })) {
      if (bigintOf(each["time"]) > at) break;
      before = this.#read.former(each, found.labelled);
    }
    return { ...found, labelled: withProgram(found.labelled, before) };
  }

  /** Containers of which there was word within the span, in the order of the last word. */
  *containers(span: Span): Generator<SeenContainer> {
    for (const row of this.#rows("containers", { ...span })) {
      yield {
        row: Number(row["id"]),
        container: containerOf(row),
        firstSeen: bigintOf(row["first_seen"]),
        lastSeen: bigintOf(row["last_seen"]),
      };
    }
  }

  /** How many processes of a container are told of. */
  countOf(container: number): number {
    for (const row of this.#rows("countOf", { container })) return Number(row["count"]);
    return 0;
  }

  /** What happened to containers within the span. */
  *life(span: Span): Generator<LabelledEvent> {
    for (const row of this.#rows("life", { ...span })) {
      const epochTime = bigintOf(row["time"]);
      const happening = happeningOf(parse(row["facts"]), epochTime);
      const container = this.#container(bigintOf(row["container"]));
      if (happening === undefined || container === undefined) continue;
      const time = Number(epochTime - this.#base);
      yield {
        event: this.#redact({ kind: "container", time, action: happening.action, happening }),
        cgroup: undefined,
        container,
        label: container.name === undefined ? "unknown" : "ok",
        role: undefined,
      };
    }
  }

  /** What was noted as missing within the span. What is missing since the last session is not among it. */
  *gaps(span: Span): Generator<Gap> {
    for (const row of this.#rows("gaps", { ...span })) {
      yield {
        from: bigintOf(row["from"]),
        to: bigintOf(row["to"]),
        reason: textOf(row["reason"]) ?? "",
        count: row["count"] === null ? undefined : Number(row["count"]),
      };
    }
  }

  /** The last run of a recorder, and when the first one began; undefined where there was none. */
  recorded():
    | {
      readonly from: bigint;
      readonly to: bigint;
      readonly hasEnded: boolean;
      readonly withHost: boolean;
    }
    | undefined {
    const [first] = this.#rows("firstSession", {});
    const [last] = this.#rows("lastSession", {});
    if (first === undefined || last === undefined) return undefined;
    return {
      from: bigintOf(first["from"]),
      to: bigintOf(last["to"]),
      hasEnded: last["has_ended"] === 1n,
      withHost: last["with_host"] === 1n,
    };
  }

  /** Each process with what it ran before. */
  *#programs(rows: Iterable<Row>, lastFirst: boolean): Generator<LabelledEvent> {
    for (const row of rows) {
      const labelled = this.#read.process(row);
      const former: LabelledEvent[] = [];
      for (const each of this.#rows("former", { process: bigintOf(row["id"]) })) {
        former.push(this.#read.former(each, labelled));
      }
      if (lastFirst) yield* [labelled, ...former.reverse()];
      else yield* [...former, labelled];
    }
  }

  #found(rows: Iterable<Row>): FoundProcess | undefined {
    for (const row of rows) {
      return {
        labelled: this.#read.process(row),
        parent: {
          pid: Number(row["parent_pid"]),
          start: bigintOf(row["parent_boot_start"]),
          boot: bigintOf(row["boot"]),
        },
      };
    }
    return undefined;
  }

  #container(row: bigint): Container | undefined {
    if (row === 0n) return undefined;
    if (this.#containers.has(row)) return this.#containers.get(row);
    const found = this.#containerOfRow.get(row);
    const container = found === undefined ? undefined : containerOf(found);
    if (this.#containers.size >= REMEMBERED_MAX) this.#containers.clear();
    this.#containers.set(row, container);
    return container;
  }

  #rows(question: Question, values: Record<string, SQLInputValue>): Iterable<Row> {
    // A statement that is being read is not asked again: questions are, within each other, different ones.
    let ask = this.#questions.get(question);
    if (ask === undefined) {
      ask = prepareQuestion(this.#db, QUESTIONS[question]);
      this.#questions.set(question, ask);
    }
    return ask(values);
  }
}

/** A life, told with a program that it ran before its last one. */
function withProgram(labelled: LabelledEvent, before: LabelledEvent | undefined): LabelledEvent {
  const { event } = labelled;
  if (before?.event.kind !== "exec" || (event.kind !== "exit" && event.kind !== "process")) {
    return labelled;
  }
  const { process, program } = before.event;
  return { ...labelled, event: { ...event, process, program } };
}

function bigintOf(value: unknown): bigint {
  return typeof value === "bigint" ? value : 0n;
}
