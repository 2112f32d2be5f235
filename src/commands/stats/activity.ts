import type { Container, Label } from "../../model/container.ts";
import type { Event, Exit } from "../../model/event.ts";
import { hasFailed } from "../../model/failure.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { FieldContext } from "../../output/format/field.ts";

/** A moment, with what is needed to write it: recordings of several hosts have several clocks. */
export interface Moment {
  /** Nanoseconds since boot. */
  readonly time: number;
  readonly context: FieldContext;
}

/** What happened in a container, or on the host. */
export interface Activity {
  /** Whose it is; `others` are the containers beyond the bound. */
  readonly of: "container" | "host" | "others";
  /** The container's last event. */
  readonly labelled: LabelledEvent | undefined;
  readonly events: Readonly<Record<Event["kind"], number>>;
  /** Exits with a code other than 0 or by a signal. */
  readonly failed: number;
  /** Of processes that ended, ns. */
  readonly cpuTime: number;
  /** Largest resident set of a process that ended, bytes. */
  readonly peakRss: number;
  /** Different executables. */
  readonly programs: number;
  readonly labels: Readonly<Record<Label, number>>;
  readonly first: Moment;
  readonly last: Moment;
}

/** Containers that are counted one by one; those that come later share a line. */
const CONTAINERS_MAX = 16_384;

/** Paths that are told apart in each container: an image has hundreds of programs. */
const PROGRAMS_MAX = 1024;

/** Paths that are told apart in all containers. */
const ALL_PROGRAMS_MAX = 262_144;

interface Entry extends Activity {
  labelled: LabelledEvent | undefined;
  readonly events: Record<Event["kind"], number>;
  failed: number;
  cpuTime: number;
  peakRss: number;
  programs: number;
  readonly paths: Set<string>;
  readonly labels: Record<Label, number>;
  last: Moment;
}

/** Counts events by container. */
export class Activities {
  readonly #entries = new Map<string, Entry>();
  #paths = 0;

  /** All that were counted, in the order in which they were met. */
  get all(): readonly Activity[] {
    return [...this.#entries.values()];
  }

  /** Takes an event, of which the context tells host and clock. */
  saw(labelled: LabelledEvent, context: FieldContext): void {
    const { event, container, label } = labelled;
    if (event.kind === "lost") return;
    const moment = { time: event.time, context };
    const entry = this.#entryOf(container, context, moment);
    if (entry.of === "container") entry.labelled = labelled;
    entry.last = moment;
    entry.events[event.kind]++;
    if (label !== undefined) entry.labels[label]++;
    if ("program" in event && event.program !== undefined) this.#note(entry, event.program.path);
    if (event.kind === "exit") addExit(entry, event.exit);
  }

  #entryOf(container: Container | undefined, { hostName }: FieldContext, first: Moment): Entry {
    const of = container === undefined ? "host" : "container";
    const key = `${of} ${container?.kind} ${container?.id} ${hostName}`;
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    return this.#entries.size < CONTAINERS_MAX
      ? this.#add(key, newEntry(of, first))
      : this.#entries.get("others") ?? this.#add("others", newEntry("others", first));
  }

  #add(key: string, entry: Entry): Entry {
    this.#entries.set(key, entry);
    return entry;
  }

  #note(entry: Entry, path: string): void {
    const { paths } = entry;
    if (path === "" || paths.has(path)) return;
    if (paths.size >= PROGRAMS_MAX || this.#paths >= ALL_PROGRAMS_MAX) return;
    paths.add(path);
    entry.programs = paths.size;
    this.#paths++;
  }
}

function addExit(entry: Entry, exit: Exit): void {
  const { cpuTime, peakRss } = exit;
  if (hasFailed(exit)) entry.failed++;
  entry.cpuTime += cpuTime;
  entry.peakRss = Math.max(entry.peakRss, peakRss);
}

function newEntry(of: Activity["of"], first: Moment): Entry {
  return {
    of,
    labelled: undefined,
    events: { fork: 0, exec: 0, exit: 0, process: 0, cgroup: 0, container: 0, lost: 0 },
    failed: 0,
    cpuTime: 0,
    peakRss: 0,
    programs: 0,
    paths: new Set(),
    labels: { ok: 0, late: 0, unknown: 0 },
    first,
    last: first,
  };
}
