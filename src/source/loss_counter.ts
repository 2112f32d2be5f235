import type { LostEvent, SourceLossReason } from "../model/event.ts";

/** Losses summed since the start, by reason. */
export type LossTotals = Readonly<Record<SourceLossReason, number>>;

/** Turns running totals into events about what is new. */
export class LossCounter {
  readonly #told: Record<SourceLossReason, number> = {
    ring_full: 0,
    too_large: 0,
    recursion: 0,
    undecodable: 0,
  };

  constructor(readonly ring: string) {}

  /** Whether any total has grown since it was told. */
  areNew(totals: LossTotals): boolean {
    for (const reason in this.#told) {
      if (totals[reason as SourceLossReason] > this.#told[reason as SourceLossReason]) return true;
    }
    return false;
  }

  /** One event for each reason whose total has grown since the last call. `time` is ns since boot. */
  tell(totals: LossTotals, time: number): LostEvent[] {
    const events: LostEvent[] = [];
    for (const reason of Object.keys(this.#told) as SourceLossReason[]) {
      const count = totals[reason] - this.#told[reason];
      if (count <= 0) continue;
      this.#told[reason] = totals[reason];
      events.push({ kind: "lost", time, ring: this.ring, reason, count });
    }
    return events;
  }
}
