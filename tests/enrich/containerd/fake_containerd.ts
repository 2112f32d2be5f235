/** A fake containerd that answers what a real one answered; each answer can be replaced. */

import {
  type ContainerdClient,
  type ContainerdClientOptions,
  createContainerdClient,
} from "../../../src/enrich/containerd/containerd_client.ts";
import { type EncodeField, encodeMessage } from "../grpc/encode_message.ts";
import { Recorder } from "../api/recorder.ts";
import { answer, endless, type FakeCalls, type FakeGrpc, fakeGrpc } from "../grpc/fake_grpc.ts";
import { answerOf } from "./fixtures.ts";

/** Paths of the calls that a session makes. */
export const CALL = {
  version: "/containerd.services.version.v1.Version/Version",
  events: "/containerd.services.events.v1.Events/Subscribe",
  namespaces: "/containerd.services.namespaces.v1.Namespaces/List",
  containers: "/containerd.services.containers.v1.Containers/List",
  container: "/containerd.services.containers.v1.Containers/Get",
  tasks: "/containerd.services.tasks.v1.Tasks/List",
} as const;

/** Answers of a daemon with the namespace `default` and one running container, `web`. */
export function goodCalls(): FakeCalls {
  return {
    [CALL.version]: () => answer(answerOf("version")),
    [CALL.events]: () => endless(),
    [CALL.namespaces]: () => answer([[1, [[1, "default"]]]]),
    [CALL.containers]: () => answer(answerOf("containers default")),
    [CALL.container]: () => answer(answerOf("container web")),
    [CALL.tasks]: () => answer(answerOf("tasks default")),
  };
}

/** An event of the namespace `default`. */
export function event(topic: string, id: string): Uint8Array {
  const payload: EncodeField = [4, [[1, "some.Type"], [2, encodeMessage([[1, id]])]]];
  return encodeMessage([[1, [[1, 1_795_000_000]]], [2, "default"], [3, topic], payload]);
}

/** Follows a fake during a test; no pause between attempts is longer than a turn of the loop. */
export async function following(
  calls: FakeCalls,
  test: (recorder: Recorder, client: ContainerdClient, daemon: FakeGrpc) => Promise<void>,
  options: ContainerdClientOptions = {},
): Promise<void> {
  await using daemon = fakeGrpc({ ...goodCalls(), ...calls });
  const stop = new AbortController();
  const recorder = new Recorder();
  const client = createContainerdClient({
    sockets: [daemon.socket],
    stateFolders: [],
    pause: () => new Promise((resolve) => setTimeout(resolve, 1)),
    ...options,
  });
  const followed = client.follow(recorder, stop.signal);
  try {
    await test(recorder, client, daemon);
  } finally {
    stop.abort();
    await followed;
  }
}
