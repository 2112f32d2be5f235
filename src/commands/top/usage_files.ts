import { type CgroupLine, cgroupLines } from "../../model/cgroup_lines.ts";
import { classifyCgroupPath } from "../../classify/classify_cgroup_path.ts";
import type { Mount } from "../../source/mounts.ts";

/** A file that counts what the processes of a cgroup use, and what its text says. */
export interface UsageFile {
  readonly path: string;
  /** Nanoseconds of CPU time or bytes; undefined for a text of another shape. */
  readonly parse: (text: string) => number | undefined;
}

/** The files of one container. A controller that is not there has none. */
export interface UsageFiles {
  readonly cpu: UsageFile | undefined;
  readonly memory: UsageFile | undefined;
}

/** Where a controller keeps its count (cgroup-v1/cpuacct.rst, cgroup-v1/memory.rst, cgroup-v2.rst). */
interface Controller {
  /** Its name in v1. */
  readonly name: string;
  readonly v1: Omit<UsageFile, "path"> & { readonly file: string };
  readonly v2: Omit<UsageFile, "path"> & { readonly file: string };
}

const CPU: Controller = {
  name: "cpuacct",
  v1: { file: "cpuacct.usage", parse: wholeNumber },
  // Every cgroup of v2 has this line, with and without its `cpu` controller.
  v2: { file: "cpu.stat", parse: (text) => times(1000, /^usage_usec (\d+)$/m.exec(text)?.[1]) },
};

const MEMORY: Controller = {
  name: "memory",
  v1: { file: "memory.usage_in_bytes", parse: wholeNumber },
  v2: { file: "memory.current", parse: wholeNumber },
};

/**
 * The files of the container in which a process is, from the text of its `/proc/PID/cgroup` and from the
 * mounts, both of the same reader: paths of both count from the root of the reader's cgroup namespace. A path
 * that does not name the container has no file, so that nobody else's use is taken for its own.
 */
export function usageFiles(
  cgroupText: string,
  containerId: string,
  mounts: readonly Mount[],
): UsageFiles {
  const lines = cgroupLines(cgroupText);
  const find = (controller: Controller) => fileOf(controller, lines, containerId, mounts);
  return { cpu: find(CPU), memory: find(MEMORY) };
}

function fileOf(
  { name, v1, v2 }: Controller,
  lines: readonly CgroupLine[],
  containerId: string,
  mounts: readonly Mount[],
): UsageFile | undefined {
  // A controller is in v1 or in v2, whatever else the other one is mounted for.
  const legacy = lines.find(({ controllers }) => controllers.includes(name));
  const line = legacy ?? lines.find(({ hierarchy }) => hierarchy === 0);
  const cgroup = line && ownCgroup(line.path, containerId);
  if (cgroup === undefined) return undefined;
  const places = legacy === undefined
    ? mounts.filter(({ type }) => type === "cgroup2")
    : mounts.filter(({ type, options }) => type === "cgroup" && options.includes(name));
  const { file, parse } = legacy === undefined ? v2 : v1;
  for (const mount of places) {
    const folder = within(mount, cgroup);
    if (folder !== undefined) return { path: `${folder}/${file}`, parse };
  }
  return undefined;
}

/** The topmost cgroup of the container: its processes may have made others below. */
function ownCgroup(path: string, containerId: string): string | undefined {
  for (let end = 0; end >= 0 && end < path.length;) {
    end = path.indexOf("/", end + 1);
    const prefix = end < 0 ? path : path.slice(0, end);
    if (classifyCgroupPath(prefix).containerId === containerId) return prefix;
  }
  return undefined;
}

/** The folder of a cgroup in a mount; undefined where the mount does not show it. */
function within({ root, path }: Mount, cgroup: string): string | undefined {
  if (cgroup.split("/").includes("..")) return undefined;
  if (root === "/") return path + cgroup;
  return cgroup === root || cgroup.startsWith(`${root}/`)
    ? path + cgroup.slice(root.length)
    : undefined;
}

function wholeNumber(text: string): number | undefined {
  return times(1, /^(\d+)\n?$/.exec(text)?.[1]);
}

function times(factor: number, digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits) * factor;
}
