/** The process table's promises in the plainest words: all events are kept, and looked through for each question. */

import type { ProcessEvent } from "../../src/model/event.ts";

/** What is to be known of a process. */
export interface Known {
  readonly isLive: boolean;
  readonly command: string;
  readonly args: readonly string[] | undefined;
  readonly parent: string;
  readonly reaper: string | undefined;
  readonly exitCode: number | undefined;
}

function keyOf({ process: { pid, startTime } }: ProcessEvent): string {
  return `${pid} ${startTime}`;
}

function parentOf({ process: { parentPid, parentStartTime } }: ProcessEvent): string {
  return `${parentPid} ${parentStartTime}`;
}

/** Every process of these events, whatever their order. */
export function slowTable(events: readonly ProcessEvent[]): ReadonlyMap<string, Known> {
  const inOrder = events.toSorted((a, b) => a.time - b.time);
  return new Map(inOrder.map((event): [string, Known] => {
    const own = inOrder.filter((other) => keyOf(other) === keyOf(event));
    const first = own[0] ?? event;
    const last = own.at(-1) ?? event;
    const program = own.findLast((other) => other.kind === "exec" || other.kind === "process");
    const exit = own.find((other) => other.kind === "exit");
    const { pid, startTime } = event.process;
    const hasSuccessor = inOrder.some(({ process }) =>
      process.pid === pid && process.startTime > startTime
    );
    return [keyOf(event), {
      isLive: exit === undefined && !hasSuccessor,
      command: last.process.command,
      args: program !== undefined && "program" in program ? program.program.args : undefined,
      parent: parentOf(first),
      reaper: parentOf(last) === parentOf(first) ? undefined : parentOf(last),
      exitCode: exit?.kind === "exit" ? exit.exit.code : undefined,
    }];
  }));
}
