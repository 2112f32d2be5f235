import type { LabelledEvent } from "../../model/labelled_event.ts";

/** The events that pass, one by one as they come. */
export function* only(
  events: Iterable<LabelledEvent>,
  passes: (event: LabelledEvent) => boolean,
): Generator<LabelledEvent> {
  for (const event of events) if (passes(event)) yield event;
}
