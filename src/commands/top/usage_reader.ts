import type { HostFiles } from "../../source/host_files.ts";
import type { Mount } from "../../source/mounts.ts";
import type { Household } from "../../state/census.ts";
import { type UsageFile, type UsageFiles, usageFiles } from "./usage_files.ts";

/** What a container uses now; undefined where its cgroups do not tell. */
export interface ContainerUsage {
  /** Processors that were busy for it since the reading before: 1 is one of them all the time. */
  readonly cpus: number | undefined;
  /** Bytes, the page cache included. */
  readonly memory: number | undefined;
}

/** Largest file of these, bytes: `cpu.stat` has some 20 lines. */
const FILE_MAX = 4096;

/** Largest `/proc/PID/cgroup`, bytes: 14 hierarchies with paths of 4096. */
const CGROUP_TEXT_MAX = 65_536;

/** Processes that are asked for their cgroup, until one is still there. */
const TRIES = 3;

interface Entry {
  readonly files: UsageFiles;
  /** The cgroup for which the files were found. */
  readonly cgroupId: number;
  before: { readonly cpuTime: number; readonly at: number } | undefined;
}

/** Reads what containers use, with a little memory of each: as many as are read, see `keep()`. */
export class UsageReader {
  readonly #files: HostFiles;
  #mounts: readonly Mount[];
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();

  /** `now` is a clock in ns, read beside each counter. */
  constructor(files: HostFiles, mounts: readonly Mount[], now: () => number) {
    this.#files = files;
    this.#mounts = mounts;
    this.#now = now;
  }

  /** What a container uses. The first reading knows no rate yet. */
  read(key: string, household: Household): ContainerUsage {
    const entry = this.#entryOf(key, household);
    if (entry === undefined) return { cpus: undefined, memory: undefined };
    const { cpu, memory } = entry.files;
    const cpuTime = this.#value(cpu);
    const at = this.#now();
    const { before } = entry;
    entry.before = cpuTime === undefined ? undefined : { cpuTime, at };
    return { cpus: rate(before, entry.before), memory: this.#value(memory) };
  }

  /** Cgroup file systems lie elsewhere from now on: files are looked for anew. */
  remount(mounts: readonly Mount[]): void {
    this.#mounts = mounts;
    this.#entries.clear();
  }

  /** Forgets all containers but these. */
  keep(keys: ReadonlySet<string>): void {
    for (const key of this.#entries.keys()) if (!keys.has(key)) this.#entries.delete(key);
  }

  #entryOf(key: string, { container, cgroup, residents }: Household): Entry | undefined {
    const known = this.#entries.get(key);
    // Without a process there is nobody to ask: the files may still be there.
    if (cgroup === undefined) return known;
    if (known?.cgroupId === cgroup.id) return known;
    const inside = residents.filter((each) => each.cgroup?.id === cgroup.id).slice(0, TRIES);
    for (const { process: { pid } } of inside) {
      const { text } = this.#files.read(`/proc/${pid}/cgroup`, CGROUP_TEXT_MAX);
      if (text === undefined) continue;
      const files = usageFiles(text, container.id, this.#mounts);
      if (files.cpu === undefined && files.memory === undefined) continue;
      // The topmost of the cgroups with a process may be another one each time, and the container the same.
      const before = files.cpu?.path === known?.files.cpu?.path ? known?.before : undefined;
      const entry = { files, cgroupId: cgroup.id, before };
      this.#entries.set(key, entry);
      return entry;
    }
    return undefined;
  }

  #value(file: UsageFile | undefined): number | undefined {
    if (file === undefined) return undefined;
    const { text } = this.#files.read(file.path, FILE_MAX);
    return text === undefined ? undefined : file.parse(text);
  }
}

/** Undefined as well where the count went back: it is another cgroup's. */
function rate(before: Entry["before"], now: Entry["before"]): number | undefined {
  if (before === undefined || now === undefined) return undefined;
  const time = now.at - before.at;
  const used = now.cpuTime - before.cpuTime;
  return time > 0 && used >= 0 ? used / time : undefined;
}
