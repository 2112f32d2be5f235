/** What the kernel's files, the runtimes and ctrack say of the same processes, side by side. */

import { assertEquals } from "@std/assert";
import { runCtrack } from "./ctrack.ts";
import type { EventLine } from "./event_line.ts";

/** A container as its own runtime lists it. */
export interface ListedContainer {
  readonly id: string;
  readonly name: string;
  /** Its first process, as the host counts. */
  readonly pid: number;
  /** How its processes are told from others: by the cgroup's path, or where it has none by the pid namespace. */
  readonly by: "cgroup" | "pid namespace";
}

/** A line of `ctrack containers -o json`. */
interface ContainerLine {
  readonly container: { readonly id: string; readonly name?: string };
  readonly processes: { readonly count: number; readonly pids: readonly number[] };
}

/** Processes that run now, by pid; what has ended before it was read is left out. */
async function eachProcess<T>(read: (folder: string) => Promise<T>): Promise<Map<number, T>> {
  const found = new Map<number, T>();
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    await read(`/proc/${name}`).then((value) => found.set(Number(name), value), () => {});
  }
  return found;
}

/** The pids of each container, told by the kernel's files alone. */
async function membersOf(
  containers: readonly ListedContainer[],
): Promise<ReadonlyMap<string, readonly number[]>> {
  const facts = await eachProcess(async (folder) => ({
    cgroup: await Deno.readTextFile(`${folder}/cgroup`),
    namespace: await Deno.readLink(`${folder}/ns/pid`),
    isZombie: /^State:\s*Z/m.test(await Deno.readTextFile(`${folder}/status`)),
  }));
  const members = new Map<string, readonly number[]>();
  for (const { id, pid, by } of containers) {
    const namespace = facts.get(pid)?.namespace;
    const pids = [...facts].filter(([, fact]) =>
      !fact.isZombie &&
      (by === "cgroup" ? fact.cgroup.includes(id) : fact.namespace === namespace)
    ).map(([pid]) => pid);
    members.set(id, pids.toSorted((a, b) => a - b));
  }
  return members;
}

function parse<T>(text: string): T[] {
  return text.split("\n").filter((line) => line !== "").map((line): T => JSON.parse(line));
}

/**
 * Checks that `ctrack containers` and `ctrack which` say of these containers what the kernel's files say:
 * the same processes, no other ones, under the runtime's own names. `gone` are ids that must not be there.
 */
export async function assertAgrees(
  flags: readonly string[],
  containers: readonly ListedContainer[],
  gone: readonly string[] = [],
): Promise<void> {
  const members = await membersOf(containers);
  const nameOf = new Map(containers.map(({ id, name }) => [id, name]));

  const list = await runCtrack(["containers", "-o", "json", ...flags]);
  const lines = parse<ContainerLine>(list.stdout);
  const listed = lines.filter(({ container }) => nameOf.has(container.id));
  const facts = listed.map(({ container: { id, name }, processes }) => ({
    id,
    name,
    pids: processes.pids.toSorted((a, b) => a - b),
  }));
  const expected = containers.map(({ id, name }) => ({ id, name, pids: members.get(id) }));
  const byId = (a: { readonly id: string }, b: { readonly id: string }) => a.id < b.id ? -1 : 1;
  assertEquals(facts.toSorted(byId), expected.toSorted(byId));
  assertEquals(lines.filter(({ container }) => gone.includes(container.id)), []);

  const ownerOf = new Map([...members].flatMap(([id, pids]) => pids.map((pid) => [pid, id])));
  const running = [...(await eachProcess((folder) => Deno.stat(folder))).keys()];
  const which = await runCtrack(["which", "-o", "json", ...flags, ...running.map(String)]);
  const answers = parse<EventLine>(which.stdout);
  const told = new Map(answers.map(({ process, container }) => [process?.pid ?? 0, container]));
  for (const [pid, id] of ownerOf) {
    assertEquals([pid, told.get(Number(pid))?.id], [pid, id]);
    assertEquals([pid, told.get(Number(pid))?.name], [pid, nameOf.get(String(id))]);
  }
  // Others run containers on the host, too; but no process that is not a container's is called so.
  const wrong = [...told].filter(([pid, container]) =>
    nameOf.has(container?.id ?? "") && !ownerOf.has(pid)
  );
  assertEquals(wrong, []);
}
