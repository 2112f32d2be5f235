/**
 * Many short containers, one by one and several at a time, and what must be seen of them: nothing more,
 * nothing less, nothing wrong. What is true comes from the programs themselves: each has the name of its
 * container as its last argument.
 */

import { assertEquals } from "@std/assert";
import { assertAgrees } from "./differential.ts";
import { type Ctrack, type CtrackResult, startCtrack } from "./ctrack.ts";
import type { EventLine } from "./event_line.ts";
import { actionsOf, FAMILY, type KnownWork, processWords, SHORT } from "./known_work.ts";
import { command, copyPrograms } from "./programs.ts";
import type { Subject } from "./subjects.ts";
import { NOTHING_LOST, randomName } from "./tracing.ts";

/** How many containers; 200 and 32 unless a runtime is slow. */
export interface TortureOptions {
  /** @default 200 */
  readonly oneByOne?: number;
  /** @default 32 */
  readonly atOnce?: number;
  /** @default 8 */
  readonly lanes?: number;
}

/** Whether the line is of a process, not of the container as a whole. */
function isOfProcess({ process }: EventLine): boolean {
  return process !== undefined;
}

/** The name that an exec's program was given. */
function toldName({ process }: EventLine): string {
  return process?.command_args?.at(-1) ?? "";
}

/** Each container's lines are these; each line with such a name is of that container. */
function check(
  { events }: CtrackResult,
  { says, actions }: Subject,
  nameOf: ReadonlyMap<string, string>,
  { words }: KnownWork,
): void {
  const lines = new Map([...nameOf.keys()].map((id): [string, EventLine[]] => [id, []]));
  for (const line of events) lines.get(line.container?.id ?? "")?.push(line);
  for (const [id, name] of nameOf) {
    const mine = lines.get(id) ?? [];
    assertEquals([name, processWords(mine)], [name, words(name)]);
    for (const { container } of mine.filter(isOfProcess)) {
      const { image, ...others } = container ?? {};
      const { image: saysImage = image, ...saysOthers } = says;
      assertEquals({ image, ...others }, {
        ...{ image: saysImage, id, name, label: "ok" },
        ...saysOthers,
      });
    }
    if (actions !== undefined) assertEquals([name, actionsOf(mine)], [name, actions]);
  }
  const names = new Set(nameOf.values());
  const strays = events.filter((line) =>
    names.has(toldName(line)) && nameOf.get(line.container?.id ?? "") !== toldName(line)
  );
  // The runtime and its client have the name among their arguments, too, and run on the host.
  assertEquals(strays.filter(({ process }) => isProgram(process?.executable?.path)), []);
}

function isProgram(path: string | undefined): boolean {
  return path === "/bin/leaf" || path === "/bin/act";
}

/** Ends ctrack when it has told of all ends; whole, and nothing lost. */
async function finish(ctrack: Ctrack, nameOf: ReadonlyMap<string, string>): Promise<CtrackResult> {
  const isEnd = ({ event, process, container }: EventLine) =>
    event === "exit" && process?.role === "init" && nameOf.has(container?.id ?? "");
  await ctrack.until("the ends of all containers", isEnd, nameOf.size);
  const result = await ctrack.stop();
  assertEquals([result.code, result.rest, result.summary?.lost], [130, "", NOTHING_LOST]);
  return result;
}

/** Runs the containers one by one; host events are not asked for, and there are none. */
async function tortureOneByOne(subject: Subject, count: number): Promise<void> {
  await using ctrack = await startCtrack(["-o", "json", ...subject.flags]);
  const prefix = randomName("single");
  const nameOf = new Map<string, string>();
  for (let i = 0; i < count; i++) {
    const name = `${prefix}-${i}`;
    nameOf.set(await subject.run(name, SHORT.args(name)), name);
  }
  assertEquals(nameOf.size, count);
  const result = await finish(ctrack, nameOf);
  check(result, subject, nameOf, SHORT);
  assertEquals(result.events.filter((line) => isOfProcess(line) && !line.container), []);
}

/** Runs the containers in lanes, while the host runs programs of its own; all is shown. */
async function tortureAtOnce(subject: Subject, count: number, lanes: number): Promise<void> {
  await using programs = await copyPrograms();
  const unique = randomName("host");
  await Deno.rename(programs.leaf, `${programs.folder}/${unique}`);
  await using ctrack = await startCtrack(["-o", "json", "--host", ...subject.flags]);
  const prefix = randomName("lane");
  const nameOf = new Map<string, string>();
  let next = 0;
  let storms = 0;
  await Promise.all(Array.from({ length: lanes }, async (_, lane) => {
    while (next < count) {
      const name = `${prefix}-${lane}-${next++}`;
      nameOf.set(await subject.run(name, FAMILY.args(name)), name);
      if (lane > 0) continue;
      await command(programs.act, ["spawn", "10", `${programs.folder}/${unique}`]);
      storms++;
    }
  }));
  assertEquals(nameOf.size, count);
  const result = await finish(ctrack, nameOf);
  check(result, subject, nameOf, FAMILY);
  await assertAgrees(subject.flags, [], [...nameOf.keys()]);
  const onHost = result.events.filter(({ process }) => process?.command === unique);
  assertEquals(
    [onHost.length, onHost.filter(({ container }) => container !== undefined)],
    [2 * 10 * storms, []],
  );
}

/** Fewer containers, for a quick look: `CTRACK_TORTURE=10`. */
const MOST = Number(Deno.env.get("CTRACK_TORTURE") ?? Infinity);

/** Both ways, as steps of a test. */
export async function torture(
  t: Deno.TestContext,
  what: string,
  subject: Subject,
  { oneByOne = 200, atOnce = 32, lanes = 8 }: TortureOptions = {},
): Promise<void> {
  const [single, many] = [Math.min(oneByOne, MOST), Math.min(atOnce, MOST)];
  await t.step(`${what}: ${single}, one by one`, () => tortureOneByOne(subject, single));
  await t.step(
    `${what}: ${many}, ${lanes} at a time, while the host runs programs`,
    () => tortureAtOnce(subject, many, lanes),
  );
}

/** Containers of all these runtimes at the same time, `count` of each, one after the other. */
export async function tortureTogether(
  subjects: readonly Subject[],
  count: number,
): Promise<void> {
  const flags = subjects.flatMap((subject) => subject.flags);
  await using ctrack = await startCtrack(["-o", "json", "--host", ...flags]);
  const prefix = randomName("mixed");
  const most = Math.min(count, MOST);
  const named = await Promise.all(subjects.map(async (subject, index) => {
    const nameOf = new Map<string, string>();
    for (let i = 0; i < most; i++) {
      const name = `${prefix}-${index}-${i}`;
      nameOf.set(await subject.run(name, FAMILY.args(name)), name);
    }
    return { subject, nameOf };
  }));
  const all = new Map(named.flatMap(({ nameOf }) => [...nameOf]));
  assertEquals(all.size, most * subjects.length);
  const result = await finish(ctrack, all);
  for (const { subject, nameOf } of named) check(result, subject, nameOf, FAMILY);
}
