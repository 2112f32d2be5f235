import { idle, statusMb } from "../bench/process_memory.ts";

/** What a process holds. */
export interface ProcessUsage {
  /** Resident memory, MB. */
  readonly memory: number;
  /** Open files, by what they are: `socket`, `anon_inode:bpf-map`, a path. */
  readonly files: Readonly<Record<string, number>>;
  readonly threads: number;
}

/** Looks that are compared, each when the process has nothing left to do: what is under way at one is over at another. */
const LOOKS = 3;

/** What the process holds at rest: the least of some looks, of each. */
export async function usageAtRest(pid: number): Promise<ProcessUsage> {
  const looks: ProcessUsage[] = [];
  while (looks.length < LOOKS) {
    await idle(pid);
    looks.push(await look(pid));
  }
  const leastBy = (size: (usage: ProcessUsage) => number) =>
    looks.reduce((least, usage) => size(usage) < size(least) ? usage : least);
  return {
    memory: leastBy(({ memory }) => memory).memory,
    files: leastBy(({ files }) => openFiles(files)).files,
    threads: leastBy(({ threads }) => threads).threads,
  };
}

/** How many they are. */
export function openFiles(files: ProcessUsage["files"]): number {
  return Object.values(files).reduce((sum, count) => sum + count, 0);
}

async function look(pid: number): Promise<ProcessUsage> {
  const files: Record<string, number> = {};
  for (const { name } of Deno.readDirSync(`/proc/${pid}/fd`)) {
    try {
      // `socket:[1234]`: each has another number.
      const target = Deno.readLinkSync(`/proc/${pid}/fd/${name}`).replace(/:\[\d+\]$/, "");
      files[target] = (files[target] ?? 0) + 1;
    } catch {
      // Closed since the folder was read.
    }
  }
  const threads = [...Deno.readDirSync(`/proc/${pid}/task`)].length;
  return { memory: await statusMb(pid, "VmRSS"), files, threads };
}
