import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { createCrioClient } from "../../../src/enrich/crio/crio_client.ts";
import { crioContainer } from "../../../src/enrich/crio/crio_container.ts";
import type { Helper } from "../../../src/enrich/helper/helper.ts";
import { parseOciConfig } from "../../../src/enrich/oci/parse_config.ts";
import { Recorder } from "../api/recorder.ts";
import { answerOf } from "../containerd/fixtures.ts";
import { answer, fakeGrpc } from "../grpc/fake_grpc.ts";
import { testGrpc } from "../grpc/test_grpc.ts";

// No CRI-O runs here: see tests/fixtures/crio/README.md for where the shapes are from.

const ID = "19b7277b9d905f981af64396c9c6bed34d39504ac63e53a75417cb5746887c21";
const SANDBOX_ID = "7d3258789e0084aff8a2081814991369df16b4ab6507f771e2737e5ba9bcf003";
const UID = "5b5e07db-f1b9-4530-81ef-b7d04d66b83e";
const POD = { uid: UID, name: "cache-0", namespace: "shop" };

function fixture(name: string): string {
  return Deno.readTextFileSync(new URL(`../../fixtures/crio/${name}.json`, import.meta.url));
}

function fromBundle(id: string, name: string): ReturnType<typeof crioContainer> {
  return crioContainer(id, parseOciConfig(fixture(name))?.annotations);
}

const REDIS = {
  id: ID,
  name: "redis",
  pod: { ...POD, container: "redis" },
  image: "docker.io/library/redis:alpine",
  restartCount: 4,
};

Deno.test("crioContainer() reads a container's annotations", () => {
  const { labels, createdAt, ...rest } = fromBundle(ID, "container") ?? {};
  assertEquals(rest as unknown, REDIS);
  assertEquals([createdAt, labels?.["io.kubernetes.pod.uid"]], [
    Date.parse("2026-05-11T15:41:33.580+08:00"),
    UID,
  ]);
});

Deno.test("crioContainer() reads a sandbox's annotations", () => {
  const { labels: _, createdAt: __, ...rest } = fromBundle(SANDBOX_ID, "sandbox") ?? {};
  assertEquals(rest as unknown, {
    id: SANDBOX_ID,
    name: "cache-0",
    pod: { ...POD, labels: { app: "cache" } },
    image: "registry.k8s.io/pause:3.9",
    isSandbox: true,
  });
});

Deno.test("crioContainer() gives undefined for podman's, and for another container's", () => {
  assertEquals(fromBundle(ID, "podman"), undefined);
  assertEquals(fromBundle(SANDBOX_ID, "container"), undefined);
});

Deno.test("crioContainer() never throws", () => {
  const key = fc.constantFrom(
    ...["ContainerID", "Labels", "Metadata", "Created", "KubeName", "ImageName"].map((name) =>
      `io.kubernetes.cri-o.${name}`
    ),
  );
  const value = fc.oneof(fc.string(), fc.json(), fc.constant("a"));
  fc.assert(fc.property(fc.dictionary(key, value), (annotations) => {
    crioContainer("a", annotations);
  }));
});

/** Writes a bundle below a run root. */
function writeBundle(root: string, id: string, config: string): void {
  const folder = `${root}/overlay-containers/${id}/userdata`;
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(`${folder}/config.json`, config);
}

function conmon(root: string, uid = 0): Helper {
  const bundle = `${root}/overlay-containers/${ID}/userdata`;
  const claim = { runtime: "crio", containerId: ID, bundle, startsProcesses: true };
  return { pid: 5, startTime: 1, uid, workingDirectory: "/", args: [], claim };
}

testGrpc(
  "createCrioClient() looks up by bundles, also where root's conmon says they are",
  async () => {
    const root = Deno.makeTempDirSync({ prefix: "ctrack-crio-" });
    try {
      writeBundle(root, ID, fixture("container"));
      const client = createCrioClient({ socket: "/no/such/socket", runRoot: `${root}/none` });
      assertEquals(await client.lookup(ID), "no answer");
      client.noticed(conmon(root, 1000));
      assertEquals(await client.lookup(ID), "no answer");
      client.noticed(conmon(root));
      const found = await client.lookup(ID);
      assertEquals(typeof found === "string" ? found : found.pod, REDIS.pod);
      assertEquals(await client.lookup("../x"), "none");
    } finally {
      Deno.removeSync(root, { recursive: true });
    }
  },
);

testGrpc("createCrioClient() asks over HTTP for what has no bundle", async () => {
  const none = () => new Response("container not found\n", { status: 404 });
  await using daemon = fakeGrpc({
    [`/containers/${ID}`]: () => new Response(fixture("http_container")),
    [`/containers/${SANDBOX_ID}`]: none,
    [`/containers/${"a".repeat(64)}`]: () => new Response("[1,"),
    [`/containers/${"b".repeat(64)}`]: () => new Response("x", { status: 500 }),
  });
  const client = createCrioClient({ socket: daemon.socket, runRoot: "/no/such/root" });
  const found = await client.lookup(ID);
  const { labels: _, createdAt, ...rest } = typeof found === "string" ? { createdAt: 0 } : found;
  assertEquals(rest as unknown, REDIS);
  assertEquals(createdAt, 1_778_485_293_580);
  assertEquals(await client.lookup(SANDBOX_ID), "none");
  assertEquals(await client.lookup("a".repeat(64)), "no answer");
  assertEquals(await client.lookup("b".repeat(64)), "no answer");
});

testGrpc("createCrioClient() follows by the CRI, and stays up while conmon runs", async () => {
  const service = "/runtime.v1.RuntimeService";
  await using daemon = fakeGrpc({
    [`${service}/Version`]: () => answer(answerOf("cri version")),
    [`${service}/ListPodSandbox`]: () => answer(answerOf("cri sandboxes")),
    [`${service}/ListContainers`]: () => answer(answerOf("cri containers")),
  });
  const stop = new AbortController();
  const recorder = new Recorder();
  const client = createCrioClient({ socket: daemon.socket, runRoot: "/no/such/root" });
  const followed = client.follow(recorder, stop.signal);
  await recorder.until("up");
  assertEquals(recorder.containers.map(({ name }) => name), ["web-0", "nginx"]);
  stop.abort();
  await followed;
});

testGrpc("createCrioClient() misses a socket that was asked for", async () => {
  const stop = new AbortController();
  const recorder = new Recorder();
  const followed = createCrioClient({ socket: "/no/such/socket" }).follow(recorder, stop.signal);
  await recorder.until("down");
  assertEquals(recorder.calls, ["down no socket at /no/such/socket"]);
  stop.abort();
  await followed;
});
