import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ApiFailure } from "../../../src/enrich/api/api_failure.ts";
import { readContainer, readPodOf, readSandbox } from "../../../src/enrich/cri/read_cri.ts";
import { answerOf } from "../containerd/fixtures.ts";
import { BOUNDS, MESSAGES } from "./fixtures.ts";

const [SANDBOX = {}] = MESSAGES.list("PodSandbox", answerOf("cri sandboxes"), BOUNDS);
const [TOLD = {}] = MESSAGES.list("Container", answerOf("cri containers"), BOUNDS);
const { status: STATUS = {} } = MESSAGES.decode("ContainerStatusResponse", answerOf("cri status"));

Deno.test("readSandbox() reads what a real runtime lists", () => {
  const { id = "", createdAt = 0, labels, pod, ...rest } = readSandbox(SANDBOX) ?? {};
  assertEquals(rest as unknown, { name: "web-0", isSandbox: true, state: "running" });
  assertEquals([/^[0-9a-f]{64}$/.test(id), createdAt > 1_795_000_000_000], [true, true]);
  assertEquals([labels?.app, pod?.labels], ["web", { app: "web" }]);
});

Deno.test("readContainer() reads what a real runtime lists", () => {
  const pod = readPodOf(SANDBOX);
  const { id: _, createdAt: __, labels: ___, ...rest } = readContainer(TOLD, pod) ?? {};
  assertEquals(rest as unknown, {
    name: "nginx",
    image: "ctrack.test/busybox:1",
    pod: { ...pod, container: "nginx" },
    state: "running",
    restartCount: 2,
  });
});

Deno.test("readContainer() has the start from a container's status", () => {
  const { startedAt = 0, createdAt = 0, pod } = readContainer(STATUS) ?? {};
  assertEquals(startedAt >= createdAt && createdAt > 0, true);
  // Without the sandbox the pod's names come from kubelet's labels.
  assertEquals([pod?.name, pod?.namespace, pod?.container], ["web-0", "shop", "nginx"]);
});

Deno.test("readContainer() prefers an image's name to its id", () => {
  const image = (image: string, userSpecifiedImage?: string) =>
    readContainer({
      id: "a",
      metadata: { name: "n" },
      image: userSpecifiedImage === undefined ? { image } : { image, userSpecifiedImage },
    })?.image;
  const id = `sha256:${"a".repeat(64)}`;
  assertEquals([image(id, "nginx:1"), image("nginx:1", ""), image(id)], ["nginx:1", "nginx:1", id]);
});

Deno.test("readContainer() gives undefined for what has no id or no name", () => {
  for (
    const told of [{}, { id: "a" }, { metadata: { name: "n" } }, {
      id: "../a",
      metadata: { name: "n" },
    }]
  ) {
    assertEquals(readContainer(told), undefined);
  }
  assertEquals(readSandbox({ id: "a", metadata: { uid: "u" } }), undefined);
});

Deno.test("readContainer() never throws for what any bytes decode to", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(200), (patch, at) => {
    const bytes = answerOf("cri containers").slice();
    bytes.set(patch.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length));
    try {
      for (const told of MESSAGES.list("Container", bytes, BOUNDS)) readContainer(told);
    } catch (error) {
      assertEquals(error instanceof ApiFailure, true);
    }
  }));
});
