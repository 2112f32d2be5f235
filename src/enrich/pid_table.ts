/** Counts of the filter: a power of two, well above the processes that are in a table at a time. */
const BUCKETS = 4096;

interface Entry<T> {
  readonly startTime: number;
  readonly value: T;
}

/**
 * What is known of some processes, by pid and start time: the oldest gives way at the bound. Nearly all that are
 * asked for are not in it, so that is found out first, by a count of those whose pids end alike.
 */
export class PidTable<T> {
  readonly #entries = new Map<number, Entry<T>>();
  readonly #counts = new Uint16Array(BUCKETS);
  readonly #max: number;

  /** Of `max` processes at most, 65,535 or fewer. */
  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** What is known of exactly this process. */
  get(pid: number, startTime: number): T | undefined {
    if (this.#counts[pid & (BUCKETS - 1)] === 0) return undefined;
    const entry = this.#entries.get(pid);
    return entry?.startTime === startTime ? entry.value : undefined;
  }

  /** What is known of the process that has this pid, and when it started: for who has another clock. */
  find(pid: number): Entry<T> | undefined {
    return this.#entries.get(pid);
  }

  /** Notes the newest. */
  set(pid: number, startTime: number, value: T): void {
    this.#remove(pid);
    this.#entries.set(pid, { startTime, value });
    this.#count(pid, 1);
    if (this.#entries.size <= this.#max) return;
    for (const oldest of this.#entries.keys()) return this.#remove(oldest);
  }

  /** Exactly this process. */
  delete(pid: number, startTime: number): void {
    if (this.get(pid, startTime) !== undefined) this.#remove(pid);
  }

  #remove(pid: number): void {
    if (this.#entries.delete(pid)) this.#count(pid, -1);
  }

  #count(pid: number, by: number): void {
    const bucket = pid & (BUCKETS - 1);
    this.#counts[bucket] = (this.#counts[bucket] as number) + by;
  }
}
