/** One line of `/proc/self/mountinfo`, as far as it matters here. */
export interface Mount {
  /** What of the file system is mounted; of a cgroup one as seen from the reader's cgroup namespace. */
  readonly root: string;
  readonly path: string;
  readonly type: string;
  /** Options of the file system itself, not of the mount. */
  readonly options: readonly string[];
}

/** Reads the text of `/proc/PID/mountinfo` (proc(5)); skips lines of another shape. */
export function parseMounts(text: string): Mount[] {
  return text.split("\n").flatMap((line) => {
    const [mount, system] = line.split(" - ");
    const [, , , root, path] = mount?.split(" ") ?? [];
    const [type, _source, options] = system?.split(" ") ?? [];
    if (root === undefined || path === undefined) return [];
    if (type === undefined || options === undefined) return [];
    return [{ root: unescape(root), path: unescape(path), type, options: options.split(",") }];
  });
}

/** The kernel writes blanks and backslashes as octal numbers. */
function unescape(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8)));
}

/** Whether /proc shows a process to its owner only (`hidepid`, by number or by name since 5.8). */
export function hidesProcesses(mounts: readonly Mount[]): boolean {
  const proc = mounts.findLast(({ path, type }) => path === "/proc" && type === "proc");
  return proc?.options.some((option) => /^hidepid=(?!0$|off$)/.test(option)) ?? false;
}
