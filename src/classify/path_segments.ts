/** `slice:prefix:name`, the way an OCI config names a systemd cgroup. */
const SLICE_TRIPLE = /^([^:]*\.slice):([^:]*):([^:]+)$/;

/**
 * Splits a cgroup path into names, outermost first. Leading `..` (a reader in another cgroup
 * namespace) and empty names are left out. A runtime that is told a systemd cgroup while it drives
 * cgroupfs makes one directory `slice:prefix:name`; it is returned as the slice and the scope that
 * systemd would have made (runc libcontainer/cgroups/systemd, `getUnitName`).
 */
export function pathSegments(path: string): string[] {
  const segments: string[] = [];
  for (const name of path.split("/")) {
    if (name === "" || name === "." || name === "..") continue;
    const triple = SLICE_TRIPLE.exec(name);
    if (triple === null) {
      segments.push(name);
      continue;
    }
    const [, slice = "", prefix = "", id = ""] = triple;
    segments.push(slice, prefix === "" ? `${id}.scope` : `${prefix}-${id}.scope`);
  }
  return segments;
}
