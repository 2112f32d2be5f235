/** `sun_path` in `struct sockaddr_un` holds 108 bytes, the last of which is 0. */
const MAX_PATH_BYTES = 107;

/** A setting that cannot be used, and the way out. */
export interface PodmanSocketsError {
  readonly error: string;
  readonly remedy: string;
}

/**
 * Reads the values of `--podman-socket`, each a list of paths with commas between: undefined when there are none,
 * and podman's sockets are looked for. A path may have `unix://` in front.
 */
export function readPodmanSockets(
  values: readonly string[],
): readonly string[] | PodmanSocketsError | undefined {
  if (values.length === 0) return undefined;
  const paths = values.flatMap((value) => value.split(","))
    .map((path) => path.replace(/^unix:\/\//, ""));
  for (const path of paths) {
    const fault = faultOf(path);
    if (fault === undefined) continue;
    const shown = JSON.stringify(path.length <= 200 ? path : `${path.slice(0, 199)}\u2026`);
    return { error: `--podman-socket ${shown} ${fault}`, remedy: "give a socket's path" };
  }
  return [...new Set(paths)];
}

function faultOf(path: string): string | undefined {
  if (path === "") return "is empty";
  if (/^[a-z]+:\/\//.test(path)) return "is no path";
  if (path.includes("\0")) return "holds a zero byte";
  if (new TextEncoder().encode(path).length > MAX_PATH_BYTES) {
    return `is longer than the ${MAX_PATH_BYTES} bytes of a socket's path`;
  }
  return undefined;
}
