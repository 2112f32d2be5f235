import type { CgroupKey, Event } from "../model/event.ts";

/** What shall happen to further events of a cgroup; `forget` has it announced again. */
export type Verdict = "deliver" | "drop" | "forget";

/** Where events come from, in the order in which they happened. */
export interface EventSource {
  /**
   * Batches of events until the signal aborts; the first one is the snapshot of what runs already, whole; the last batch tells final losses. A batch
   * is to be read once, and to its end, before the next one is asked for.
   *
   * `isFree` tells whether nobody waits for anything but events, so that the source may hold the thread for 20 ms
   * on end. @default never
   */
  batches(signal: AbortSignal, isFree?: () => boolean): AsyncGenerator<Iterable<Event>>;
  /** Tells the source to spare itself events nobody wants. A source may ignore it. */
  setVerdict(cgroup: CgroupKey, verdict: Verdict): void;
  /** The same for events from a mount namespace whose cgroups are dropped. */
  setMounts(mountNamespace: number, verdict: Exclude<Verdict, "forget">): void;
  /** Frees what the source holds. After the iteration has ended. */
  close(): void;
}
