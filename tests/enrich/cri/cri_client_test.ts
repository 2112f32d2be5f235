import { assertEquals } from "@std/assert";
import { createCriClient } from "../../../src/enrich/cri/cri_client.ts";
import { encodeMessage } from "../grpc/encode_message.ts";
import { Recorder } from "../api/recorder.ts";
import { answerOf } from "../containerd/fixtures.ts";
import {
  answer,
  endless,
  failed,
  type FakeCalls,
  type FakeGrpc,
  fakeGrpc,
} from "../grpc/fake_grpc.ts";
import { testGrpc } from "../grpc/test_grpc.ts";

const SERVICE = "/runtime.v1.RuntimeService";
const EVENTS = `${SERVICE}/GetContainerEvents`;
const CONTAINERS = `${SERVICE}/ListContainers`;

const CALLS: FakeCalls = {
  [`${SERVICE}/Version`]: () => answer(answerOf("cri version")),
  [`${SERVICE}/ListPodSandbox`]: () => answer(answerOf("cri sandboxes")),
  [CONTAINERS]: () => answer(answerOf("cri containers")),
};

async function following(
  calls: FakeCalls,
  test: (recorder: Recorder, daemon: FakeGrpc) => Promise<void>,
): Promise<void> {
  await using daemon = fakeGrpc({ ...CALLS, ...calls });
  const stop = new AbortController();
  const recorder = new Recorder();
  const client = createCriClient({
    socket: daemon.socket,
    pause: () => new Promise((resolve) => setTimeout(resolve, 1)),
  });
  const followed = client.follow(recorder, stop.signal);
  try {
    await test(recorder, daemon);
  } finally {
    stop.abort();
    await followed;
  }
}

/** Calls without the random ids. */
function callsOf(recorder: Recorder): string[] {
  return recorder.calls.map((call) => call.replace(/[0-9a-f]{64} ?/, ""));
}

const LISTED = ["update web-0 -", "update nginx ctrack.test/busybox:1"];

testGrpc("follow() lists a runtime without events", async () => {
  await following({}, async (recorder, daemon) => {
    await recorder.until("up");
    assertEquals(callsOf(recorder), [...LISTED, "up"]);
    assertEquals(daemon.asked[0], EVENTS);
  });
});

testGrpc("follow() applies events after the lists", async () => {
  const died = encodeMessage([[1, "c1"], [2, 2], [3, 5], [5, [[1, "c1"], [2, [[1, "n"]]], [
    3,
    2,
  ]]]]);
  const gone = encodeMessage([[1, "c1"], [2, 3], [3, 6]]);
  await following(
    { [EVENTS]: () => endless(new Uint8Array([1]), died, gone) },
    async (recorder) => {
      await recorder.until("removed c1");
      assertEquals(callsOf(recorder), [
        ...LISTED,
        "up",
        "update c1 n -",
        "happened c1 die exitCode=0",
        "happened c1 destroy",
        "removed c1",
      ]);
    },
  );
});

testGrpc("follow() comes back to a runtime that was down, and tells what vanished", async () => {
  const open = { events: 0 };
  const end = Promise.withResolvers<void>();
  await following({
    async [EVENTS]() {
      if (open.events++ > 0) return endless();
      await end.promise;
      return failed(14, "shutting down");
    },
  }, async (recorder, daemon) => {
    await recorder.until("up");
    daemon.calls[CONTAINERS] = () => answer([]);
    end.resolve();
    await recorder.until("up", 3);
    assertEquals(callsOf(recorder).slice(2), [
      "up",
      "down the daemon said: shutting down",
      "update web-0 -",
      "removed ",
      "up",
    ]);
  });
});

testGrpc("lookup() gives no answer where nobody listens, and none for no id", async () => {
  const client = createCriClient({ socket: "/no/such/socket" });
  assertEquals([await client.lookup("a"), await client.lookup("../a")], ["no answer", "none"]);
});
