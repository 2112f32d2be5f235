import type { Labeller } from "../../enrich/labeller.ts";
import type { Event } from "../../model/event.ts";

/** Reads the snapshot: the first batch. */
export async function readSnapshot(
  batches: AsyncGenerator<Iterable<Event>>,
  labeller: Labeller,
): Promise<void> {
  const { value: snapshot, done } = await batches.next();
  if (done === true) return;
  for (const event of snapshot) labeller.handle(event);
}

/** Reads what happens from then on, until the source ends. `afterBatch` is called behind each batch. */
export async function readLive(
  batches: AsyncGenerator<Iterable<Event>>,
  labeller: Labeller,
  afterBatch: () => Promise<void>,
): Promise<void> {
  for await (const batch of batches) {
    for (const event of batch) labeller.handle(event);
    labeller.expire();
    await afterBatch();
  }
}
