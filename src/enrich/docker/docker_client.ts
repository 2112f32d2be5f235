import {
  type ApiClientSettings,
  createDockerApiClient,
  type DockerApiClient,
} from "../api/docker_api_client.ts";
import type { RuntimeContainer, Unanswered } from "../runtime_client.ts";
import { dataRootOfInfo } from "./data_root.ts";
import { DOCKER_DIALECT } from "./docker_dialect.ts";
import { DockerStateFiles } from "./docker_state_files.ts";

/**
 * How long the daemon's answer is waited for before its files are read, ms: it takes 1 to 3 ms, and an
 * event waits for a name at most some 200 ms.
 */
const PATIENCE_MS = 50;

/** Settings of {@link createDockerClient}. */
export interface DockerClientOptions extends Omit<ApiClientSettings, "onUp"> {
  /** Path of the daemon's unix socket. */
  readonly socket: string;
  /** Somebody named the socket: that it is not there is worth telling. @default false */
  readonly isNamed?: boolean;
  /** The daemon's settings, read for its data root. @default "/etc/docker/daemon.json" */
  readonly daemonJson?: string;
  /** How long the daemon may take before its files are read, ms. @default PATIENCE_MS */
  readonly patienceMs?: number;
}

/** A Docker daemon's client, with counts. */
export type DockerClient = DockerApiClient;

/**
 * Makes a client for one Docker daemon; nothing is opened before a call. A daemon that does not answer
 * is replaced by the files in its data root, where these can be read.
 */
export function createDockerClient(options: DockerClientOptions): DockerClient {
  const files = new DockerStateFiles(options.daemonJson);
  const client = createDockerApiClient({
    ...options,
    name: "docker",
    kinds: ["docker", "kubernetes-docker", "kubernetes", "ecs", "unknown"],
    dialect: DOCKER_DIALECT,
    async onUp(api, version, signal) {
      const root = dataRootOfInfo(await api.info(version, signal));
      if (root !== undefined) files.learn(root);
    },
  });

  async function lookup(id: string): Promise<RuntimeContainer | Unanswered> {
    const asked = client.lookup(id);
    const early = await within(asked, options.patienceMs ?? PATIENCE_MS);
    if (early !== "no answer") return early;
    return await files.read(id) ?? await asked;
  }

  async function inspect(id: string): Promise<RuntimeContainer | Unanswered> {
    const answer = await client.inspect(id);
    return answer === "no answer" ? await files.read(id) ?? answer : answer;
  }

  return { ...client, lookup, inspect };
}

/** What was asked for if it comes in time, else `no answer`. */
async function within<T>(asked: Promise<T>, ms: number): Promise<T | "no answer"> {
  const { promise, resolve } = Promise.withResolvers<"no answer">();
  const timer = setTimeout(resolve, ms, "no answer");
  try {
    return await Promise.race([asked, promise]);
  } finally {
    clearTimeout(timer);
  }
}
