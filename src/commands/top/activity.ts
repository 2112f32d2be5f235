import { CONTAINERS_MAX } from "../../enrich/container_registry.ts";
import { keyOf } from "../../model/container_key.ts";
import type { Container } from "../../model/container.ts";
import type { Cgroup, LabelledEvent } from "../../model/labelled_event.ts";
import { isFailure } from "../../model/failure.ts";
import type { Household } from "../../state/census.ts";
import { COUNTED, type Counts, type Row, type Sample } from "./row.ts";
import type { ContainerUsage } from "./usage_reader.ts";

/** How long a container that has ended stays, ns: one that lives for 50 ms can still be read. */
const LINGER = 5e9;

/** What an {@link Activity} asks about the containers of a sample. */
export interface SampleOptions {
  /** Those that run. */
  readonly households: readonly Household[];
  /** What one of them uses. */
  readonly usageOf: (key: string, household: Household) => ContainerUsage;
  /** Nanoseconds since boot. */
  readonly now: number;
}

interface Entry {
  container: Container;
  cgroup: Cgroup | undefined;
  readonly counts: Record<keyof Counts, number>;
  before: Counts;
  last: LabelledEvent | undefined;
  /** When it was last known to run or to do something, ns since boot. */
  aliveAt: number;
}

const NONE: Counts = { exec: 0, fork: 0, exit: 0, failure: 0 };

const NO_USAGE: ContainerUsage = { cpus: undefined, memory: undefined };

/**
 * What happens in each container: counts of events, and rates over the time between two samples. As many
 * containers as the registry keeps, those that ended for a few seconds.
 */
export class Activity {
  readonly #entries = new Map<string, Entry>();
  #lost = 0;
  #sampledAt: number | undefined;

  /** Containers that are kept. */
  get size(): number {
    return this.#entries.size;
  }

  /** Takes an event. What a runtime does on a container's threshold does not count as the container's. */
  saw(labelled: LabelledEvent): void {
    const { event, container, cgroup, role } = labelled;
    if (event.kind === "lost") this.#lost += event.count;
    if (container === undefined || role === "runtime") return;
    const { kind } = event;
    if (kind !== "exec" && kind !== "fork" && kind !== "exit" && kind !== "process") return;
    const entry = this.#entry(container, event.time);
    entry.container = container;
    entry.cgroup ??= cgroup;
    entry.aliveAt = Math.max(entry.aliveAt, event.time);
    if (kind === "exec" || kind === "process") entry.last = labelled;
    if (kind === "process") return;
    entry.counts[kind]++;
    if (isFailure(event)) entry.counts.failure++;
  }

  /** The containers now, with what happened since the sample before; the first one has an interval of 0. */
  sample({ households, usageOf, now }: SampleOptions): Sample {
    const interval = now - (this.#sampledAt ?? now);
    this.#sampledAt = now;
    const running = new Map(households.map((household) => {
      const { id, kind } = household.container;
      return [keyOf(kind, id), household] as const;
    }));
    for (const { container } of households) this.#entry(container, now).aliveAt = now;
    const rows: Row[] = [];
    for (const [key, entry] of this.#entries) {
      const household = running.get(key);
      if (household === undefined && now - entry.aliveAt > LINGER) {
        this.#entries.delete(key);
        continue;
      }
      const { before } = entry;
      const counts = entry.before = { ...entry.counts };
      rows.push({
        key,
        container: household?.container ?? entry.container,
        cgroup: household?.cgroup ?? entry.cgroup,
        residents: household?.residents ?? [],
        counts,
        rates: ratesOf(counts, before, interval),
        last: entry.last,
        hasEnded: household === undefined,
        ...household === undefined ? NO_USAGE : usageOf(key, household),
      });
    }
    return { rows, interval, time: now, lost: this.#lost };
  }

  #entry(container: Container, now: number): Entry {
    const key = keyOf(container.kind, container.id);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    if (this.#entries.size >= CONTAINERS_MAX) this.#makeRoom();
    const entry: Entry = {
      container,
      cgroup: undefined,
      counts: { ...NONE },
      before: NONE,
      last: undefined,
      aliveAt: now,
    };
    this.#entries.set(key, entry);
    return entry;
  }

  /** The oldest gives way: where there are that many, it has most likely ended. */
  #makeRoom(): void {
    for (const key of this.#entries.keys()) {
      this.#entries.delete(key);
      return;
    }
  }
}

function ratesOf(counts: Counts, before: Counts, interval: number): Counts {
  const seconds = interval / 1e9;
  const rates = { ...NONE };
  if (seconds <= 0) return rates;
  for (const name of COUNTED) rates[name] = (counts[name] - before[name]) / seconds;
  return rates;
}
