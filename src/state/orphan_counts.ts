import type { ProcessKey } from "./process_node.ts";

/** Counts children of processes that are not known, or not any more. */
export class OrphanCounts {
  /** By pid and start: most pids have none, and need no key made of both. */
  readonly #counts = new Map<number, Map<number, number>>();

  /** Adds to the children of a process. */
  add({ pid, startTime }: ProcessKey, change: number): void {
    const ofPid = this.#counts.get(pid) ?? new Map<number, number>();
    const children = (ofPid.get(startTime) ?? 0) + change;
    if (children > 0) ofPid.set(startTime, children);
    else ofPid.delete(startTime);
    if (ofPid.size > 0) this.#counts.set(pid, ofPid);
    else this.#counts.delete(pid);
  }

  /** The children of a process, which are counted elsewhere from now on. */
  take({ pid, startTime }: ProcessKey): number {
    const ofPid = this.#counts.get(pid);
    const children = ofPid?.get(startTime) ?? 0;
    if (children > 0) this.add({ pid, startTime }, -children);
    return children;
  }
}
