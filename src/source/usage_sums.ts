import type { KernelEvent } from "../decode/decode_record.ts";
import type { TaskUsage } from "../decode/decode_usage.ts";

interface Sum {
  /** Of the process: its pid may have been given to another one meanwhile. */
  readonly startTime: number;
  cpuTime: number;
}

/** Adds up what the tasks of each process use, those of one task aside: its own record tells all of it. */
export class UsageSums {
  readonly #sums = new Map<number, Sum>();

  /** A task other than the first one. It comes before its process or behind it. */
  add({ pid, startTime, cpuTime }: TaskUsage): void {
    const sum = this.#sums.get(pid);
    if (sum === undefined || sum.startTime < startTime) this.#sums.set(pid, { startTime, cpuTime });
    else if (sum.startTime === startTime) sum.cpuTime += cpuTime;
  }

  /** A snapshot event with what all tasks of its process use; any other event, or one without usage, as it is. */
  complete(event: KernelEvent): KernelEvent {
    if (event.kind !== "process" || event.usage === undefined) return event;
    const sum = this.#sums.get(event.process.pid);
    if (sum?.startTime !== event.process.startTime) return event;
    return { ...event, usage: { ...event.usage, cpuTime: event.usage.cpuTime + sum.cpuTime } };
  }
}
