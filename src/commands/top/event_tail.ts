import { keyOf } from "../../model/container_key.ts";
import type { LabelledEvent } from "../../model/labelled_event.ts";

/** Events that are kept: more than a screen has lines, and 4 MB where each has the longest arguments. */
const TAIL_MAX = 256;

/**
 * The last events of all containers, and of one that is watched as many of its own, so that a busy neighbour does
 * not push them out.
 */
export class EventTail {
  #all: LabelledEvent[] = [];
  #own: LabelledEvent[] = [];
  #watched: string | undefined;

  /** Takes an event. */
  saw(labelled: LabelledEvent): void {
    if (labelled.container === undefined || labelled.event.kind === "process") return;
    push(this.#all, labelled);
    if (this.#watched === containerKey(labelled)) push(this.#own, labelled);
  }

  /** The last events of a container, the newest at the end; from here on it is the one that is watched. */
  of(key: string): readonly LabelledEvent[] {
    if (this.#watched !== key) {
      this.#watched = key;
      this.#own = this.#all.filter((labelled) => containerKey(labelled) === key);
    }
    return this.#own;
  }

  /** The same as of now. */
  copy(): EventTail {
    const copy = new EventTail();
    copy.#all = [...this.#all];
    copy.#own = [...this.#own];
    copy.#watched = this.#watched;
    return copy;
  }
}

function push(events: LabelledEvent[], labelled: LabelledEvent): void {
  events.push(labelled);
  if (events.length > TAIL_MAX) events.shift();
}

function containerKey({ container }: LabelledEvent): string | undefined {
  return container && keyOf(container.kind, container.id);
}
