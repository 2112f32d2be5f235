import type { CgroupLine } from "../../model/cgroup_lines.ts";
import type { CgroupEvent, CgroupKey, Event, SnapshotEvent } from "../../model/event.ts";
import type { EventSource } from "../event_source.ts";
import { hostFiles } from "../host_files.ts";
import { type Mount, parseMounts } from "../mounts.ts";
import { chooseCgroup } from "./choose_cgroup.ts";
import { readProcess } from "./read_process.ts";

/**
 * The processes that run now, as `/proc` shows them to whoever asks: without privilege other users' executables,
 * working directories and namespaces are missing, and processes may start and end while it is read. One batch,
 * then nothing.
 */
export class ProcSource implements EventSource {
  readonly #now: () => number;
  readonly #mounts: readonly Mount[];
  readonly #cgroups = new Map<string, CgroupEvent>();

  /** `now` is ns since boot. */
  constructor(now: () => number) {
    this.#now = now;
    this.#mounts = parseMounts(hostFiles.read("/proc/self/mountinfo").text ?? "");
  }

  async *batches(): AsyncGenerator<Iterable<Event>> {
    yield await Promise.resolve(this.#read());
  }

  setVerdict(): void {}

  setMounts(): void {}

  close(): void {}

  #read(): readonly Event[] {
    const read = [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
      const pid = /^\d+$/.test(name) ? Number(name) : Deno.pid;
      if (pid === Deno.pid) return [];
      return readProcess(pid, this.#cgroupOf(pid)) ?? [];
    });
    const byPid = new Map(read.map((each) => [each.process.pid, each]));
    const running = read.map((each) => withParent(each, byPid.get(each.process.parentPid)))
      .map(({ process, ...rest }): SnapshotEvent => ({
        ...{ kind: "process", time: this.#now(), forLabels: false, process },
        ...rest,
      }))
      .sort((a, b) => a.process.startTime - b.process.startTime);
    return [...this.#cgroups.values(), ...running];
  }

  #cgroupOf(pid: number): CgroupKey {
    const place = chooseCgroup(hostFiles.read(`/proc/${pid}/cgroup`).text ?? "");
    if (place === undefined) return { hierarchy: 0, id: 0 };
    const { hierarchy = 0, path } = place;
    const key = `${hierarchy} ${path}`;
    let event = this.#cgroups.get(key);
    if (event === undefined) {
      // A number that no cgroup has, where its own cannot be seen.
      const id = this.#inodeOf(place) ?? -1 - this.#cgroups.size;
      event = {
        ...{ kind: "cgroup", time: this.#now(), action: "seen", cgroup: { hierarchy, id }, path },
        ...{ pathTruncated: false, forLabels: true, process: undefined },
      };
      this.#cgroups.set(key, event);
    }
    return event.cgroup;
  }

  /** The cgroup's id is its directory's inode number. */
  #inodeOf({ hierarchy, controllers, path }: CgroupLine): number | undefined {
    const mount = this.#mounts.find(({ type, options }) =>
      hierarchy === 0 ? type === "cgroup2" : type === "cgroup" &&
        controllers.every((controller) => options.includes(controller))
    );
    if (mount === undefined) return undefined;
    try {
      return Deno.lstatSync(`${mount.path}${path}`).ino ?? undefined;
    } catch {
      return undefined;
    }
  }
}

type Read = NonNullable<ReturnType<typeof readProcess>>;

/** What only the parent's own files tell. */
function withParent(read: Read, parent: Read | undefined): Read {
  if (parent === undefined) return read;
  const { process } = read;
  const { cgroup, mountNamespace, command, startTime: parentStartTime } = parent.process;
  const isElsewhere = cgroup !== process.cgroup || mountNamespace !== process.mountNamespace;
  const origin = isElsewhere ? { cgroup, mountNamespace, command } : undefined;
  return { ...read, process: { ...process, parentStartTime, origin } };
}
