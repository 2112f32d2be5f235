/** Where dockerd listens by default. A rootless one elsewhere is not meant: ctrack runs as root. */
export const DEFAULT_DOCKER_SOCKET = "/var/run/docker.sock";

/** `sun_path` in `struct sockaddr_un` holds 108 bytes, the last of which is 0. */
const MAX_PATH_BYTES = 107;

/** Where to look, and who said so. */
export interface DockerSocket {
  readonly path: string;
  readonly from: "--docker-socket" | "DOCKER_HOST" | "default";
}

/** A setting that cannot be used, and the way out. */
export interface DockerSocketError {
  readonly error: string;
  readonly remedy: string;
}

/** What the choice depends on. */
export interface DockerSocketSettings {
  /** Value of `--docker-socket`: a path, or `unix://` and a path. */
  readonly flag?: string | undefined;
  /** The environment; only `DOCKER_HOST` is read, and an empty value counts as none. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

const REMEDY = "give --docker-socket PATH, or unset DOCKER_HOST to use " + DEFAULT_DOCKER_SOCKET;

/** Chooses dockerd's socket: the flag, else `DOCKER_HOST`, else the default. */
export function resolveDockerSocket(
  settings: DockerSocketSettings,
): DockerSocket | DockerSocketError {
  const { flag, env } = settings;
  if (flag !== undefined) {
    const path = flag.replace(/^unix:\/\//, "");
    const fault = /^[a-z]+:\/\//.test(path) ? "is no path" : faultOf(path);
    if (fault === undefined) return { path, from: "--docker-socket" };
    return { error: `--docker-socket ${quote(flag)} ${fault}`, remedy: "give a socket's path" };
  }
  const host = env.DOCKER_HOST ?? "";
  if (host === "") return { path: DEFAULT_DOCKER_SOCKET, from: "default" };
  const path = /^unix:\/\/(\/.*)$/s.exec(host)?.[1];
  const fault = path === undefined
    ? "is not unix:///PATH, and containers on this host are asked for over a unix socket only"
    : faultOf(path);
  if (path !== undefined && fault === undefined) return { path, from: "DOCKER_HOST" };
  return { error: `DOCKER_HOST ${quote(host)} ${fault}`, remedy: REMEDY };
}

function faultOf(path: string): string | undefined {
  if (path === "") return "is empty";
  if (path.includes("\0")) return "holds a zero byte";
  if (new TextEncoder().encode(path).length > MAX_PATH_BYTES) {
    return `is longer than the ${MAX_PATH_BYTES} bytes of a socket's path`;
  }
  return undefined;
}

/** JSON escapes what would act on a terminal. */
function quote(text: string): string {
  return JSON.stringify(text.length <= 200 ? text : `${text.slice(0, 199)}\u2026`);
}
