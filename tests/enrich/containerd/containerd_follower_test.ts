import { assertEquals } from "@std/assert";
import { DEFAULT_LIMITS, DEFAULT_TIMING } from "../../../src/enrich/api/api_limits.ts";
import { emptyApiStats } from "../../../src/enrich/api/api_stats.ts";
import { pause } from "../../../src/enrich/api/backoff.ts";
import { BundleFinder } from "../../../src/enrich/containerd/bundle_finder.ts";
import { ContainerdFollower } from "../../../src/enrich/containerd/containerd_follower.ts";
import { StateFolders, TASK_FOLDERS } from "../../../src/enrich/containerd/state_folders.ts";
import type { RuntimeState } from "../../../src/enrich/runtime_client.ts";
import { failed, fakeGrpc } from "../grpc/fake_grpc.ts";
import { goodCalls } from "./fake_containerd.ts";
import { testGrpc } from "../grpc/test_grpc.ts";

/** The first word about daemons at these sockets. */
async function firstState(
  sockets: readonly string[],
  { isNamed = false, stateFolder = "/no/such/folder" } = {},
): Promise<string> {
  const told = Promise.withResolvers<string>();
  const follower = new ContainerdFollower({
    ...{ sockets, isNamed, pause, stats: emptyApiStats(), random: () => 0 },
    ...{ timing: DEFAULT_TIMING, limits: DEFAULT_LIMITS },
    bundles: new BundleFinder(new StateFolders([stateFolder])),
  });
  const stop = new AbortController();
  const listener = {
    update: () => {},
    happened: () => {},
    removed: () => {},
    state: (state: RuntimeState, reason = "") => told.resolve(`${state} ${reason}`.trim()),
  };
  const followed = follower.follow(listener, stop.signal);
  const state = await told.promise;
  stop.abort();
  await followed;
  return state;
}

testGrpc("ContainerdFollower misses a socket that was asked for, and no other", async () => {
  assertEquals(
    await firstState(["/no/such/socket"], { isNamed: true }),
    "down no socket at /no/such/socket",
  );
  assertEquals(
    await firstState(["/no/such/socket"]),
    "absent no containerd socket and no state folder",
  );
});

testGrpc("ContainerdFollower is up by state folders alone", async () => {
  const stateFolder = await Deno.makeTempDir({ prefix: "ctrack-state-" });
  await Deno.mkdir(`${stateFolder}/${TASK_FOLDERS[0]}`);
  assertEquals(await firstState(["/no/such/socket"], { stateFolder }), "up");
  await Deno.remove(stateFolder, { recursive: true });
});

testGrpc(
  "ContainerdFollower is up with one daemon of two, else says why one does not answer",
  async () => {
    await using daemon = fakeGrpc(goodCalls());
    await using broken = fakeGrpc({});
    assertEquals(await firstState([daemon.socket, "/no/such/socket"]), "up");
    for (const path of Object.keys(goodCalls())) broken.calls[path] = () => failed(13, "no disk");
    assertEquals(
      await firstState(["/no/such/socket", broken.socket]),
      "down the daemon said: no disk",
    );
  },
);
