import type { KernelEvent } from "../decode/decode_record.ts";
import type { TaskUsage } from "../decode/decode_usage.ts";
import type { ProcessState } from "../model/event.ts";

interface Sum {
  state: ProcessState;
  cpuTime: number;
  rss: number;
}

/** Adds up what the tasks of each process use. */
export class UsageSums {
  readonly #sums = new Map<string, Sum>();

  /** The first task's record comes before or behind those of others. */
  add(task: TaskUsage): void {
    const { state, cpuTime, rss, isFirst } = task;
    const key = keyOf(task);
    const sum = this.#sums.get(key);
    if (sum === undefined) {
      this.#sums.set(key, { state, cpuTime, rss });
      return;
    }
    sum.cpuTime += cpuTime;
    sum.rss += rss;
    if (isFirst) sum.state = state;
  }

  /** A snapshot event with what its process uses; any other event, or one without records, as it is. */
  complete(event: KernelEvent): KernelEvent {
    if (event.kind !== "process") return event;
    const usage = this.#sums.get(keyOf(event.process));
    return usage === undefined ? event : { ...event, usage };
  }
}

function keyOf({ pid, startTime }: { readonly pid: number; readonly startTime: number }): string {
  return `${pid} ${startTime}`;
}
