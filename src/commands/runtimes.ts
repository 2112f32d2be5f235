import { UsageError } from "../cli/cli_error.ts";
import type { Io } from "../cli/io.ts";
import { createContainerdClient } from "../enrich/containerd/containerd_client.ts";
import { createCriClient } from "../enrich/cri/cri_client.ts";
import { createCrioClient } from "../enrich/crio/crio_client.ts";
import { createDockerClient } from "../enrich/docker/docker_client.ts";
import { resolveDockerSocket } from "../enrich/docker/resolve_docker_socket.ts";
import type { HostAccess } from "../enrich/host_access.ts";
import { createLxcClient } from "../enrich/lxc/lxc_client.ts";
import { createNamedByPathClient, NAMED_BY_PATH } from "../enrich/named_by_path.ts";
import { createNspawnClient } from "../enrich/machined/nspawn_client.ts";
import { createNestedClient } from "../enrich/nested/nested_client.ts";
import { createOciRuntimeClient } from "../enrich/oci_runtime/oci_runtime_client.ts";
import { createPodmanClient } from "../enrich/podman/podman_client.ts";
import { readPodmanSockets } from "../enrich/podman/read_podman_sockets.ts";
import type { RuntimeClient } from "../enrich/runtime_client.ts";
import { hostFiles } from "../source/host_files.ts";
import type { RuntimeValues } from "./runtime_flags.ts";

/** Runtimes without a daemon. */
const BARE_RUNTIMES = ["runc", "crun", "youki", "runsc"] as const;

/** Where the host's own daemons listen, unless a flag says something else. */
const USUAL_SOCKETS = [
  "/run/docker.sock",
  "/run/containerd/containerd.sock",
  "/run/crio/crio.sock",
  "/run/podman/podman.sock",
] as const;

/** Files of `/proc`, for those who look for runtimes. */
export const hostAccess: HostAccess = {
  read: (path, limit) => hostFiles.read(path, limit).text,
  link: (path) => hostFiles.link(path).text,
};

/**
 * The container runtimes of this host: a new one is one line here.
 *
 * @throws {UsageError} when a flag or the environment names no unix socket.
 */
export function runtimesOf(flags: RuntimeValues, io: Io): readonly RuntimeClient[] {
  const { "containerd-socket": containerd, "containerd-state": state, "cri-socket": cri } = flags;
  const podman = podmanSockets(flags["podman-socket"]);
  const docker = dockerSocket(flags["docker-socket"], io);
  const named = [docker, containerd, cri].filter((path) => path !== undefined);
  const hostSockets = [...named, ...podman ?? [], ...USUAL_SOCKETS];
  return [
    createDockerClient({
      socket: docker,
      isNamed: (flags["docker-socket"] ?? io.env("DOCKER_HOST")) !== undefined,
    }),
    createPodmanClient({ sockets: podman }),
    createContainerdClient({
      ...containerd === undefined ? {} : { sockets: [containerd] },
      ...state === undefined ? {} : { stateFolders: [state] },
    }),
    ...cri === undefined ? [] : [createCriClient({ socket: cri })],
    createCrioClient(),
    ...BARE_RUNTIMES.map((name) => createOciRuntimeClient(name, { host: hostAccess })),
    createLxcClient(),
    createNspawnClient(),
    ...flags.nested ? [createNestedClient({ host: hostAccess, hostSockets })] : [],
    ...NAMED_BY_PATH.map(({ name, kinds }) => createNamedByPathClient(name, kinds)),
  ];
}

function podmanSockets(values: readonly string[]): readonly string[] | undefined {
  const read = readPodmanSockets(values);
  if (read !== undefined && "error" in read) {
    throw new UsageError(read.error, { hint: read.remedy });
  }
  return read;
}

function dockerSocket(flag: string | undefined, io: Io): string {
  const resolved = resolveDockerSocket({ flag, env: { DOCKER_HOST: io.env("DOCKER_HOST") } });
  if ("error" in resolved) throw new UsageError(resolved.error, { hint: resolved.remedy });
  return resolved.path;
}
