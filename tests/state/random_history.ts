/** Histories of processes as a kernel tells them: forks, execs and exits with pids that are used again. */

import type { ProcessEvent } from "../../src/model/event.ts";
import { event } from "../filter/labelled_events.ts";

interface Running {
  readonly pid: number;
  readonly startTime: number;
  parent: Running | undefined;
}

const ROOT: Running = { pid: 1, startTime: 0, parent: undefined };

/** What happens next, and to whom: any whole numbers. */
export type Dice = readonly [what: number, who: number];

/** The events in the order in which they happened, each at a time of its own. `pids` is how many there are. */
export function historyOf(dice: readonly Dice[], pids: number): readonly ProcessEvent[] {
  const running: Running[] = [ROOT];
  const events: ProcessEvent[] = [];
  let time = 0;
  const tell = (kind: "fork" | "exec" | "exit", of: Running) => {
    const { pid, startTime, parent = ROOT } = of;
    const { pid: parentPid, startTime: parentStartTime } = parent;
    const process = {
      ...{ pid, tid: pid, startTime, parentPid, parentStartTime },
      command: `c${time}`,
    };
    const told = event(kind, { process, exit: { code: time % 256 } }) as ProcessEvent;
    events.push(
      told.kind === "exec" || told.kind === "process"
        ? { ...told, time, program: { ...told.program, args: [`a${time}`] } }
        : { ...told, time },
    );
  };
  for (const [what, who] of dice) {
    time++;
    const of = running[who % running.length] ?? ROOT;
    if (what % 10 < 4) {
      const pid = [...Array(pids).keys()].map((i) => i + 2)
        .find((free) => running.every((other) => other.pid !== free));
      if (pid === undefined) continue;
      const child = { pid, startTime: time, parent: of };
      running.push(child);
      tell("fork", child);
    } else if (of === ROOT) {
      continue;
    } else if (what % 10 < 7) {
      tell("exec", of);
    } else {
      running.splice(running.indexOf(of), 1);
      tell("exit", of);
      for (const child of running) if (child.parent === of) child.parent = ROOT;
    }
  }
  return events;
}
