import { type CgroupLine, cgroupLines } from "../../model/cgroup_lines.ts";

/** The hierarchies that may stand for a process, in the order in which the kernel side asks them. */
const ORDER: readonly ((line: CgroupLine) => boolean)[] = [
  ({ controllers }) => controllers.includes("pids"),
  ({ controllers }) => controllers.includes("memory"),
  ({ hierarchy }) => hierarchy === 0,
  ({ controllers }) => controllers.includes("name=systemd"),
];

/**
 * The cgroup that stands for a process, by its `/proc/PID/cgroup`: the first that is not the root, else v2's root.
 * Undefined without any.
 */
export function chooseCgroup(text: string): CgroupLine | undefined {
  const lines = cgroupLines(text);
  const inOrder = ORDER.flatMap((stands) => lines.find(stands) ?? []);
  return inOrder.find(({ path }) => path !== "/") ??
    inOrder.find(({ hierarchy }) => hierarchy === 0) ?? inOrder[0];
}
