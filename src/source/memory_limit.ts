import { cgroupLines } from "../model/cgroup_lines.ts";
import type { HostFiles } from "./host_files.ts";
import { parseMounts } from "./mounts.ts";

/** Largest text of a limit, bytes: a number, or `max`. */
const TEXT_MAX = 64;

/**
 * Bytes that this process and those in its cgroup may use: the least that its memory cgroup or one above it sets,
 * v1 or v2. Infinity without a limit, and where none is to be found.
 */
export function memoryLimit(files: HostFiles): number {
  const lines = cgroupLines(files.read("/proc/self/cgroup").text ?? "");
  const legacy = lines.find(({ controllers }) => controllers.includes("memory"));
  const path = (legacy ?? lines.find(({ hierarchy }) => hierarchy === 0))?.path;
  const mount = parseMounts(files.read("/proc/self/mountinfo").text ?? "").find(
    ({ type, options }) =>
      legacy === undefined ? type === "cgroup2" : type === "cgroup" && options.includes("memory"),
  );
  if (path === undefined || mount === undefined) return Infinity;
  const file = legacy === undefined ? "memory.max" : "memory.limit_in_bytes";
  // Of a cgroup file system that is not mounted from its root the rest of the path is the same.
  const inside = mount.root !== "/" && path.startsWith(mount.root)
    ? path.slice(mount.root.length)
    : path;
  let least = Infinity;
  for (
    let folder = inside.replace(/\/+$/, "");;
    folder = folder.slice(0, folder.lastIndexOf("/"))
  ) {
    const { text = "" } = files.read(`${mount.path}${folder}/${file}`, TEXT_MAX);
    if (/^\d+$/.test(text.trim())) least = Math.min(least, Number(text));
    if (!folder.includes("/")) return least;
  }
}
