import type { Labeller } from "../../enrich/labeller.ts";
import type { Event } from "../../model/event.ts";

/** Reads up to the first batch without a process that ran already: the snapshot comes first. */
export async function readSnapshot(
  batches: AsyncGenerator<Iterable<Event>>,
  labeller: Labeller,
): Promise<void> {
  for (;;) {
    const { value: batch, done } = await batches.next();
    if (done === true) return;
    let isSnapshot = false;
    for (const event of batch) {
      isSnapshot ||= event.kind === "process";
      labeller.handle(event);
    }
    if (!isSnapshot) return;
  }
}

/** Reads what happens from then on, until the source ends or `isOver`. */
export async function readLive(
  batches: AsyncGenerator<Iterable<Event>>,
  labeller: Labeller,
  isOver: () => boolean,
): Promise<void> {
  for await (const batch of batches) {
    for (const event of batch) labeller.handle(event);
    labeller.expire();
    if (isOver()) return;
  }
}
