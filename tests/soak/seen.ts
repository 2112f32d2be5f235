import { assertEquals } from "@std/assert";
import type { Ctrack } from "../workload/ctrack.ts";
import type { EventLine } from "../workload/event_line.ts";
import { NOTHING, type Sent, total } from "./sent.ts";

const KINDS = ["fork", "exec", "exit"] as const;

function isCounted(kind: string): kind is typeof KINDS[number] {
  return KINDS.some((each) => each === kind);
}

/** Counts what ctrack shows; keeps no event. */
export class Seen {
  readonly #look: (event: EventLine) => void;
  #events: Sent = NOTHING;
  #lost = 0;
  #failure: unknown;

  /** `look` gets each event of a process; what it throws is thrown by the next check. */
  constructor(look: (event: EventLine) => void = () => {}) {
    this.#look = look;
  }

  /** Events that ctrack has told to be lost. */
  get lost(): number {
    return this.#lost;
  }

  /** Takes the next line. */
  add(event: EventLine): void {
    const { event: kind, lost } = event;
    try {
      if (isCounted(kind)) {
        this.#events = { ...this.#events, [kind]: this.#events[kind] + 1 };
        this.#look(event);
      } else {
        assertEquals([kind, lost?.ring, lost?.reason], ["lost", "process", "ring_full"]);
        this.#lost += lost?.count ?? 0;
      }
    } catch (error) {
      this.#failure ??= error;
    }
  }

  /** Waits until as much as was sent has been seen or is counted as lost, and checks it. */
  async balance(ctrack: Ctrack, sent: Sent): Promise<void> {
    await ctrack.untilFound(
      `${JSON.stringify(sent)}; seen were ${JSON.stringify(this.#events)}, lost ${this.#lost}`,
      () =>
        this.#failure !== undefined || total(this.#events) + this.#lost >= total(sent) ||
        undefined,
    );
    this.check(sent);
  }

  /** Sent is seen and counted lost, exactly; without a loss it is so for each kind. */
  check(sent: Sent): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#lost === 0) return assertEquals(this.#events, sent);
    assertEquals(total(this.#events) + this.#lost, total(sent));
    for (const kind of KINDS) {
      const isMore = this.#events[kind] > sent[kind];
      assertEquals(isMore, false, `${kind}: ${this.#events[kind]} of ${sent[kind]}`);
    }
  }
}
