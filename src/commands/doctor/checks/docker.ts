import { DockerApi } from "../../../enrich/api/docker_api.ts";
import { describeFailure } from "../../../enrich/api/api_failure.ts";
import { field, parseJson } from "../../../enrich/api/json_fields.ts";
import { DEFAULT_LIMITS, DEFAULT_TIMING } from "../../../enrich/api/api_limits.ts";
import {
  type DockerSocket,
  resolveDockerSocket,
} from "../../../enrich/docker/resolve_docker_socket.ts";
import type { Check, Finding } from "../check.ts";

/** Nobody waits longer for a diagnosis; an idle daemon answers within 20 ms. */
const TIMING = { ...DEFAULT_TIMING, answerMs: 2_000, listMs: 5_000 } as const;

const REMEDY = "start dockerd, give ctrack the right to its socket, or name another one with " +
  "--docker-socket; without it containers are told by id";

async function ask(path: string): Promise<string> {
  const api = new DockerApi(path, TIMING, DEFAULT_LIMITS);
  const { signal } = new AbortController();
  const version = await api.negotiate(signal);
  let total = 0;
  let running = 0;
  await api.list(version, signal, (entry) => {
    total++;
    if (entry !== undefined && field(parseJson(entry), "State") === "running") running++;
  });
  const containers = total === 1 ? "1 container" : `${total} containers`;
  return `API ${version} at ${path}, ${containers}, ${running} running`;
}

function unreachable(error: unknown, { path, from }: DockerSocket): Finding {
  const detail = describeFailure(error, path);
  const isAbsent = error instanceof Error && /No such file/.test(error.message);
  // Docker is one runtime of several: a host without it lacks nothing, unless it was asked for.
  if (isAbsent && from === "default") return { status: "note", detail };
  return { status: "warn", detail, remedy: REMEDY };
}

/** Whether Docker tells the names of its containers. */
export const dockerCheck: Check = {
  name: "docker",
  why: "Docker tells the names and images of its containers",
  async run({ docker }) {
    const socket = resolveDockerSocket(docker);
    if ("error" in socket) {
      return { status: "warn", detail: socket.error, remedy: socket.remedy };
    }
    try {
      return { status: "ok", detail: await ask(socket.path) };
    } catch (error) {
      return unreachable(error, socket);
    }
  },
};
