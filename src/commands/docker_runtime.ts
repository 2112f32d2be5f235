import { UsageError } from "../cli/cli_error.ts";
import type { Io } from "../cli/io.ts";
import { createDockerClient, type DockerClient } from "../enrich/docker/docker_client.ts";
import { resolveDockerSocket } from "../enrich/docker/resolve_docker_socket.ts";

/**
 * The Docker daemon that the flag, the environment or habit names.
 *
 * @throws {UsageError} when the setting is no unix socket.
 */
export function dockerRuntime(socket: string | undefined, io: Io): DockerClient {
  const resolved = resolveDockerSocket({
    flag: socket,
    env: { DOCKER_HOST: io.env("DOCKER_HOST") },
  });
  if ("error" in resolved) throw new UsageError(resolved.error, { hint: resolved.remedy });
  return createDockerClient({ socket: resolved.path });
}
