import {
  createDockerClient,
  type DockerClient,
  type DockerClientOptions,
} from "../../../src/enrich/docker/docker_client.ts";
import { Recorder } from "./recorder.ts";

type Options = Omit<DockerClientOptions, "socket">;

/** Follows a socket during a test; no pause between attempts is longer than a turn of the loop. */
export async function following(
  socket: string,
  test: (recorder: Recorder, client: DockerClient) => Promise<void>,
  options: Options = {},
): Promise<void> {
  const stop = new AbortController();
  const recorder = new Recorder();
  const client = createDockerClient({
    socket,
    pause: () => new Promise((resolve) => setTimeout(resolve, 1)),
    ...options,
  });
  const followed = client.follow(recorder, stop.signal);
  try {
    await test(recorder, client);
  } finally {
    stop.abort();
    await followed;
  }
}
