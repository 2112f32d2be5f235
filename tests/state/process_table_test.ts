import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Event, Process, ProcessEvent } from "../../src/model/event.ts";
import type { ProcessNode } from "../../src/state/process_node.ts";
import { KEEP_ENDED_NS, LIVE_MAX, ProcessTable } from "../../src/state/process_table.ts";
import { event, onHost } from "../filter/labelled_events.ts";
import { type Dice, historyOf } from "./random_history.ts";
import { type Known, slowTable } from "./slow_table.ts";

const textOf = ({ pid, startTime }: { readonly pid: number; readonly startTime: number }) =>
  `${pid} ${startTime}`;

function at(time: number, kind: Event["kind"], process: Partial<Process> = {}) {
  return onHost({ ...event(kind, { process }), time });
}

function known(node: ProcessNode): Known {
  const { process, program, parent, reaper, exit, endedAt } = node;
  return {
    isLive: endedAt === undefined,
    command: process.command,
    args: program?.args,
    parent: textOf(parent),
    reaper: reaper && textOf(reaper),
    exitCode: exit?.code,
  };
}

function all(table: ProcessTable): ReadonlyMap<string, Known> {
  return new Map(
    [...table.live(), ...table.ended()].map((node) => [textOf(node.process), known(node)]),
  );
}

const bySize = (map: ReadonlyMap<string, Known>) =>
  new Map([...map].sort(([a], [b]) => a < b ? -1 : 1));

const dice: fc.Arbitrary<Dice> = fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 99 }));

Deno.test("ProcessTable comes to the same whatever is shuffled, doubled and lost", () => {
  const history = fc.array(dice, { minLength: 20, maxLength: 60 }).map((thrown) =>
    historyOf(thrown, 6)
  )
    .chain((events) =>
      fc.tuple(
        fc.shuffledSubarray([...events, ...events], { minLength: 0 }),
        fc.boolean(),
      ).map(([some, isWhole]) => isWhole ? [...some, ...events] : some)
    );
  fc.assert(fc.property(history, (events: readonly ProcessEvent[]) => {
    const table = new ProcessTable({ keepEndedNs: Infinity });
    for (const each of events) table.apply(onHost(each));
    assertEquals(bySize(all(table)), bySize(slowTable(events)));
  }));
});

Deno.test("ProcessTable counts the children of each process, whatever is shuffled", () => {
  const history = fc.array(dice, { minLength: 20, maxLength: 60 }).map((thrown) =>
    historyOf(thrown, 6)
  )
    .chain((events) => fc.shuffledSubarray([...events]));
  fc.assert(fc.property(history, (events) => {
    const table = new ProcessTable({ keepEndedNs: Infinity });
    for (const each of events) table.apply(onHost(each));
    const nodes = [...table.live(), ...table.ended()];
    for (const node of nodes) {
      const children = nodes.filter(({ parent }) => textOf(parent) === textOf(node.process));
      assertEquals(node.children, children.length);
    }
  }));
});

Deno.test("ProcessTable keeps who ended for a second, so that late children find it", () => {
  const table = new ProcessTable();
  table.apply(at(1, "fork", { pid: 5, startTime: 1 }));
  table.apply(at(2, "exit", { pid: 5, startTime: 1 }));
  table.apply(
    at(KEEP_ENDED_NS, "fork", { pid: 6, startTime: 3, parentPid: 5, parentStartTime: 1 }),
  );
  assertEquals(table.get({ pid: 5, startTime: 1 })?.children, 1);
  assertEquals(table.running(5), undefined);
  assertEquals(table.sizes, { live: 1, ended: 1 });
});

Deno.test("ProcessTable keeps chains of ancestors to any depth, and no longer than they are needed", () => {
  const table = new ProcessTable();
  const depth = 5000;
  for (let i = 1; i <= depth; i++) {
    const link = { pid: i + 1, startTime: i, parentPid: i, parentStartTime: i - 1 };
    table.apply(at(i, "fork", link));
    if (i > 1) table.apply(at(i, "exit", { pid: i, startTime: i - 1 }));
  }
  const late = depth + 2 * KEEP_ENDED_NS;
  table.apply(at(late, "exec", { pid: 4, startTime: late }));
  let length = 0;
  for (
    let node = table.running(depth + 1);
    node !== undefined;
    node = table.get(node.parent)
  ) length++;
  assertEquals(length, depth);
  table.apply(at(late, "exit", { pid: depth + 1, startTime: depth }));
  table.apply(at(late + 2 * KEEP_ENDED_NS, "exec", { pid: 4, startTime: late }));
  assertEquals(table.sizes, { live: 1, ended: 0 });
});

Deno.test("ProcessTable tells who has a process whose parent ended first", () => {
  const table = new ProcessTable();
  table.apply(at(1, "fork", { pid: 5, startTime: 1, parentPid: 4, parentStartTime: 0 }));
  const node = table.apply(at(2, "exec", { pid: 5, startTime: 1, parentPid: 1 }));
  assertEquals(node?.parent, { pid: 4, startTime: 0 });
  assertEquals(node?.reaper, { pid: 1, startTime: 1 });
});

Deno.test("ProcessTable asks after a loss for those that were heard of before it, a few at a time", () => {
  const table = new ProcessTable();
  for (let pid = 2; pid < 7; pid++) table.apply(at(pid, "fork", { pid, startTime: pid }));
  assertEquals([table.doubtful(10), table.hasDoubts], [[], false]);
  table.apply(at(10, "lost"));
  table.apply(at(11, "exec", { pid: 3, startTime: 3 }));
  const asked: number[] = [];
  while (table.hasDoubts) {
    const few = table.doubtful(2);
    asked.push(...few.map(({ process }) => process.pid));
    for (const { process } of few) if (process.pid === 4) table.gone(process);
  }
  assertEquals(asked, [2, 4, 5, 6]);
  assertEquals(table.doubtful(10), []);
  assertEquals([...table.live()].map(({ process }) => process.pid), [2, 3, 5, 6]);
  assertEquals(table.get({ pid: 4, startTime: 4 })?.endedAt, 11);
  table.gone({ pid: 5, startTime: 9 });
  assertEquals(table.running(5)?.process.startTime, 5);
});

Deno.test("ProcessTable asks again for those that a loss during the round may be of", () => {
  const table = new ProcessTable();
  for (let pid = 2; pid < 6; pid++) table.apply(at(pid, "fork", { pid, startTime: pid }));
  const ask = () => table.doubtful(3).map(({ process }) => process.pid);
  table.apply(at(10, "lost"));
  assertEquals(ask(), [2, 3, 4]);
  table.apply(at(11, "lost"));
  table.apply(at(12, "exec", { pid: 3, startTime: 3 }));
  assertEquals([ask(), ask(), ask(), ask()], [[5], [2, 4], [5], []]);
  assertEquals(table.hasDoubts, false);
});

Deno.test("ProcessTable.unheardSince() tells who runs as far as is known, and was last heard of before", () => {
  const table = new ProcessTable();
  for (let pid = 2; pid < 6; pid++) table.apply(at(pid, "fork", { pid, startTime: pid }));
  table.apply(at(8, "exit", { pid: 2, startTime: 2 }));
  table.apply(at(10, "process", { pid: 3, startTime: 3 }));
  assertEquals(table.unheardSince(10).map(({ process }) => process.pid), [4, 5]);
  assertEquals(table.unheardSince(4), []);
});

Deno.test("ProcessTable tells of each end once, seen or not", () => {
  const ended: string[] = [];
  const table = new ProcessTable({ onEnd: ({ process }) => ended.push(textOf(process)) });
  table.apply(at(1, "fork", { pid: 5, startTime: 1 }));
  table.apply(at(3, "fork", { pid: 5, startTime: 3 }));
  table.apply(at(2, "exit", { pid: 5, startTime: 1 }));
  table.apply(at(4, "exit", { pid: 5, startTime: 3 }));
  table.apply(at(4, "exit", { pid: 5, startTime: 3 }));
  assertEquals(ended, ["5 1", "5 3"]);
  assertEquals(table.get({ pid: 5, startTime: 1 })?.endedAt, 2);
});

Deno.test("ProcessTable is bounded, and says what it let go", () => {
  let left = 0;
  const table = new ProcessTable({ endedMax: 3, onEnd: () => left++ });
  for (let pid = 2; pid < 10; pid++) {
    table.apply(at(pid, "fork", { pid, startTime: pid }));
    table.apply(at(pid, "exit", { pid, startTime: pid }));
  }
  assertEquals(table.sizes, { live: 0, ended: 3 });
  for (let pid = 2; pid < LIVE_MAX + 5; pid++) table.apply(at(20, "fork", { pid, startTime: 20 }));
  assertEquals(table.sizes.live, LIVE_MAX);
  assertEquals(table.forgotten, { live: 3, ended: 5 });
  assertEquals(left, 8 + 3);
});
