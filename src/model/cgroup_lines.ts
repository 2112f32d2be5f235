/** One line of `/proc/PID/cgroup`. */
export interface CgroupLine {
  /** Hierarchy number, 0 for the v2 one; undefined for a path alone. */
  readonly hierarchy: number | undefined;
  /** Controllers or `name=*`; empty for v2 and for a path alone. */
  readonly controllers: readonly string[];
  /** Absolute path without the kernel's ` (deleted)`. */
  readonly path: string;
}

const LINE = /^(\d+):([^:]*):(\/.*)$/s;

/** What the kernel appends when the cgroup is gone (kernel/cgroup/cgroup.c, proc_cgroup_show). */
const DELETED = " (deleted)";

/**
 * The lines of a `/proc/PID/cgroup` (cgroups(7)); a line may also be a path alone. Anything else is
 * left out.
 */
export function cgroupLines(text: string): CgroupLine[] {
  const lines: CgroupLine[] = [];
  for (const raw of text.split("\n")) {
    let line = raw.trimStart();
    if (line.endsWith("\r")) line = line.slice(0, -1);
    if (line.endsWith(DELETED)) line = line.slice(0, -DELETED.length);
    if (line.startsWith("/")) {
      lines.push({ hierarchy: undefined, controllers: [], path: line });
      continue;
    }
    const found = LINE.exec(line);
    if (found === null) continue;
    const [, number = "", controllers = "", path = ""] = found;
    lines.push({ hierarchy: Number(number), controllers: controllers.split(","), path });
  }
  return lines;
}
