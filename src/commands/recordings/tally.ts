import type { Container } from "../../model/container.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";
import type { Recording } from "../../store/record/recording.ts";

/** Containers told apart, a bound for what a file can make us keep; more count as these. */
const CONTAINERS_MAX = 65_536;

/** What the summary tells of recordings beside its counts of events. */
export class Tally {
  readonly #containers = new Set<string>();
  readonly #spans = new Map<Recording, { first: number; last: number }>();
  #last: Container | undefined;

  /** Different containers. */
  get containers(): number {
    return this.#containers.size;
  }

  /** From the first event to the last, ns; what lies between recordings of different runs left out. */
  get durationNs(): number {
    return [...this.#spans.values()].reduce((sum, { first, last }) => sum + last - first, 0);
  }

  /** The same events, counted as they are read. */
  *count(file: Recording, events: Iterable<LabelledEvent>): Generator<LabelledEvent> {
    let span = this.#spans.get(file);
    for (const labelled of events) {
      const { time } = labelled.event;
      if (span === undefined) this.#spans.set(file, span = { first: time, last: time });
      if (time < span.first) span.first = time;
      if (time > span.last) span.last = time;
      const { container } = labelled;
      if (container !== undefined && container !== this.#last) this.#note(container);
      yield labelled;
    }
  }

  #note(container: Container): void {
    this.#last = container;
    if (this.#containers.size < CONTAINERS_MAX) {
      this.#containers.add(`${container.kind} ${container.id}`);
    }
  }
}
