/** BPF objects of one process, by the kernel's ids: whatever else runs on the host does not matter. */

import { command } from "../workload/programs.ts";

/** What `fdinfo` calls the ids, and what bpftool calls the objects. */
const KINDS = { map_id: "map", prog_id: "prog", link_id: "link", btf_id: "btf" } as const;

type Kind = typeof KINDS[keyof typeof KINDS];

/** `map 12`, `prog 34`: ids are not used again while the host is up, until 2^31 were. */
export type KernelObject = `${Kind} ${number}`;

/** What the process holds open. */
export function objectsOf(pid: number): ReadonlySet<KernelObject> {
  const found = new Set<KernelObject>();
  for (const { name } of Deno.readDirSync(`/proc/${pid}/fdinfo`)) {
    const text = readOr(`/proc/${pid}/fdinfo/${name}`, "");
    for (const [, key = "", id] of text.matchAll(/^(\w+_id):\s*(\d+)$/gm)) {
      if (key in KINDS) found.add(`${KINDS[key as keyof typeof KINDS]} ${Number(id)}`);
    }
  }
  return found;
}

/** A file's text; a descriptor's may have gone since its folder was read. */
function readOr(path: string, otherwise: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return otherwise;
  }
}

/** Those that the kernel still has. An object that somebody pinned, or another process holds, is one of them. */
export async function stillThere(objects: Iterable<KernelObject>): Promise<KernelObject[]> {
  const present = new Set<string>();
  for (const kind of Object.values(KINDS)) {
    const list: readonly { readonly id: number }[] = JSON.parse(
      await command("bpftool", ["--json", kind, "show"]),
    );
    for (const { id } of list) present.add(`${kind} ${id}`);
  }
  return [...objects].filter((object) => present.has(object));
}

/** Longest wait for the kernel to free what nobody holds any more, ms: it waits for all CPUs to have passed by. */
const FREED_LIMIT_MS = 10_000;

/** Waits until all have gone; gives those that do not go. */
export async function leftBehind(objects: Iterable<KernelObject>): Promise<KernelObject[]> {
  const deadline = Date.now() + FREED_LIMIT_MS;
  for (let left = [...objects];;) {
    left = await stillThere(left);
    if (left.length === 0 || Date.now() > deadline) return left;
  }
}

/** Entries in the process's hash map of this name, such as `verdicts`. */
export async function entriesIn(pid: number, name: string): Promise<number> {
  for (const object of objectsOf(pid)) {
    const [kind, id = ""] = object.split(" ");
    if (kind !== "map") continue;
    const map = JSON.parse(await command("bpftool", ["--json", "map", "show", "id", id]));
    if (map.name !== name) continue;
    return JSON.parse(await command("bpftool", ["--json", "map", "dump", "id", id])).length;
  }
  throw new Error(`process ${pid} has no map ${name}`);
}
