import type { Check } from "../check.ts";
import { type CgroupMode, cgroupMode } from "../parse/cgroup_mode.ts";
import { readMounts } from "../read_facts.ts";

function describe({ mode, unified, legacy, telling }: CgroupMode): string {
  const parts = [
    ...unified === undefined ? [] : [`v2 at ${unified}`],
    ...legacy.length === 0 ? [] : [`v1 with ${legacy.join(" ")}`],
  ];
  return `${mode}: ${parts.join(", ")}; containers are told by ${telling.join(", then ")}`;
}

/** Which cgroup hierarchies tell the container of a process. */
export const cgroupsCheck: Check = {
  name: "cgroups",
  why: "a process belongs to a container by its cgroup",
  run({ files }) {
    const found = cgroupMode(readMounts(files));
    if (found.mode === "none") {
      return {
        status: "note",
        detail: "none mounted where ctrack runs; it asks the kernel and needs no mount",
      };
    }
    if (found.telling.length === 0) {
      return {
        status: "warn",
        detail: `${found.mode} with ${found.legacy.join(" ")}: nothing tells containers apart`,
        remedy: "mount cgroup v2, or the v1 controller pids or memory",
      };
    }
    return { status: "ok", detail: describe(found) };
  },
};
