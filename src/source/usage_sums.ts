import type { KernelEvent } from "../decode/decode_record.ts";
import type { TaskUsage } from "../decode/decode_usage.ts";
import type { ProcessState } from "../model/event.ts";

interface Sum {
  /** Of the process: its pid may have been given to another one meanwhile. */
  readonly startTime: number;
  state: ProcessState;
  cpuTime: number;
  rss: number;
}

/** Adds up what the tasks of each process use. */
export class UsageSums {
  readonly #sums = new Map<number, Sum>();

  /** The first task's record comes before or behind those of others. */
  add({ pid, startTime, state, cpuTime, rss, isFirst }: TaskUsage): void {
    const sum = this.#sums.get(pid);
    if (sum === undefined || sum.startTime < startTime) {
      this.#sums.set(pid, { startTime, state, cpuTime, rss });
    } else if (sum.startTime === startTime) {
      sum.cpuTime += cpuTime;
      sum.rss += rss;
      if (isFirst) sum.state = state;
    }
  }

  /** A snapshot event with what its process uses; any other event, or one without records, as it is. */
  complete(event: KernelEvent): KernelEvent {
    if (event.kind !== "process") return event;
    const sum = this.#sums.get(event.process.pid);
    if (sum?.startTime !== event.process.startTime) return event;
    const { state, cpuTime, rss } = sum;
    const { kind, time, forLabels, process, program } = event;
    return { kind, time, forLabels, process, program, usage: { state, cpuTime, rss } };
  }
}
