import type { Mount } from "../../../source/mounts.ts";

/** Controllers that a v1 hierarchy can be mounted with (cgroups(7), and `misc` and `dmem` since). */
const CONTROLLERS = new Set([
  "blkio",
  "cpu",
  "cpuacct",
  "cpuset",
  "devices",
  "dmem",
  "freezer",
  "hugetlb",
  "memory",
  "misc",
  "net_cls",
  "net_prio",
  "perf_event",
  "pids",
  "rdma",
]);

/** The v1 hierarchies by which a process can be told, best first; the kernel side does the same. */
const TELLING = ["pids", "memory", "name=systemd"] as const;

/** Which cgroup hierarchies a host mounts. */
export interface CgroupMode {
  readonly mode: "v1" | "v2" | "hybrid" | "none";
  /** Where the v2 hierarchy is mounted; undefined when it is not. */
  readonly unified: string | undefined;
  /** The v1 hierarchies, each by its controllers or its name, such as `cpu,cpuacct`. */
  readonly legacy: readonly string[];
  /** Hierarchies by which a process's cgroup is told, in order. */
  readonly telling: readonly string[];
}

/** Tells the mode from a host's mounts. A hierarchy that is mounted twice counts once. */
export function cgroupMode(mounts: readonly Mount[]): CgroupMode {
  const unified = mounts.find(({ type }) => type === "cgroup2")?.path;
  const parts = mounts.filter(({ type }) => type === "cgroup").map(({ options }) =>
    options.filter((option) => CONTROLLERS.has(option) || option.startsWith("name="))
  );
  const legacy = [...new Set(parts.map((options) => options.join(",")))].filter((name) => name);
  const [pids, memory, systemd] = TELLING.map((name) =>
    parts.some((options) => options.includes(name)) ? [name] : []
  );
  const v2 = unified === undefined ? [] : ["v2"];
  return {
    mode: modeOf(unified !== undefined, legacy.length > 0),
    unified,
    legacy,
    telling: [...pids ?? [], ...memory ?? [], ...v2, ...systemd ?? []],
  };
}

function modeOf(hasV2: boolean, hasV1: boolean): CgroupMode["mode"] {
  if (hasV2) return hasV1 ? "hybrid" : "v2";
  return hasV1 ? "v1" : "none";
}
