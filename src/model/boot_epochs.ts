/** A step of the host's clock of the day. */
export interface ClockStep {
  /** When it was stepped, ns since boot. */
  readonly time: number;
  /** From then on the boot was so many ns after 1970. */
  readonly epoch: bigint;
}

/** Steps that are remembered; a clock that is stepped more often than this has no day to tell. */
const STEPS_MAX = 256;

/** What a runtime's time may be ahead of ours before it is taken for one of before a step, ns. */
const AHEAD_NS = 1_000_000_000;

/**
 * What the clock of the day showed since the boot. Times since boot are never stepped, so what happened keeps its
 * order by them; to tell a day and an hour each counts from the boot as the clock had it at that time.
 */
export class BootEpochs {
  /** The boot before the first step, ns since 1970. */
  readonly first: bigint;
  #steps: readonly ClockStep[] = [];
  #version = 0;

  constructor(first: bigint, steps: readonly ClockStep[] = []) {
    this.first = first;
    this.adopt(steps);
  }

  /** The steps, in their order. */
  get steps(): readonly ClockStep[] {
    return this.#steps;
  }

  /** Another number after each change. */
  get version(): number {
    return this.#version;
  }

  /** The boot as the clock has it now. */
  get latest(): bigint {
    return this.#steps.at(-1)?.epoch ?? this.first;
  }

  /** From `step.time` on, which is later than that of any other step, the clock shows another time. */
  step(step: ClockStep): void {
    this.adopt([...this.#steps, step]);
  }

  /** Takes the steps of one that knows more. */
  adopt(steps: readonly ClockStep[]): void {
    this.#steps = steps.slice(-STEPS_MAX);
    this.#version++;
  }

  /** The stretch between two steps that a time since boot belongs to; it ends before `until`. */
  stretchAt(
    time: number,
  ): { readonly from: number; readonly until: number; readonly epoch: bigint } {
    let until = Infinity;
    for (let i = this.#steps.length - 1; i >= 0; i--) {
      const step = this.#steps[i];
      if (step === undefined) break;
      if (time >= step.time) return { from: step.time, until, epoch: step.epoch };
      until = step.time;
    }
    return { from: -Infinity, until, epoch: this.first };
  }

  /** What the clock showed at a time since boot, ns since 1970. */
  momentOf(time: number): bigint {
    return this.stretchAt(time).epoch + BigInt(Math.round(time));
  }

  /**
   * When the clock showed this; of several times the last one that is not to come. Who read it may have read it
   * just before a step of which we know: such a moment that no time fits is placed by the latest stretch.
   */
  timeOf(moment: bigint, now: number): number {
    const fitting = [...this.#stretches()].reverse().find(({ from, until, epoch }) => {
      const time = Number(moment - epoch);
      return time >= from && time < Math.min(until, now + AHEAD_NS);
    });
    return Number(moment - (fitting?.epoch ?? this.latest));
  }

  /** The first time since boot at which the clock showed this moment or a later one. */
  firstTimeFrom(moment: bigint): number {
    for (const { from, until, epoch } of this.#stretches()) {
      const time = Math.max(from, Number(moment - epoch));
      if (time < until) return time;
    }
    return Infinity;
  }

  /** The last time since boot at which the clock showed this moment or an earlier one. */
  lastTimeUntil(moment: bigint): number {
    for (const { from, until, epoch } of [...this.#stretches()].reverse()) {
      const time = Number(moment - epoch);
      if (time >= from) return Math.min(time, until);
    }
    return -Infinity;
  }

  *#stretches() {
    let from = -Infinity;
    let epoch = this.first;
    for (const step of this.#steps) {
      yield { from, until: step.time, epoch };
      ({ time: from, epoch } = step);
    }
    yield { from, until: Infinity, epoch };
  }
}
