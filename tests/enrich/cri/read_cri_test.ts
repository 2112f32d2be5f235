import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { CONTAINER, CONTAINER_STATUS, POD_SANDBOX } from "../../../src/enrich/cri/cri_messages.ts";
import { readContainer, readPodOf, readSandbox } from "../../../src/enrich/cri/read_cri.ts";
import { decodeMessage, message, repeated } from "../../../src/enrich/grpc/message.ts";
import { answerOf } from "../containerd/fixtures.ts";

const [SANDBOX = {}] =
  decodeMessage({ list: repeated(message(1, POD_SANDBOX), 9) }, answerOf("cri sandboxes")).list ??
    [];
const [TOLD = {}] =
  decodeMessage({ list: repeated(message(1, CONTAINER), 9) }, answerOf("cri containers")).list ??
    [];
const { status: STATUS = {} } = decodeMessage(
  { status: message(1, CONTAINER_STATUS) },
  answerOf("cri status"),
);

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
  const image = (image: string, userSpecified?: string) =>
    readContainer({
      id: "a",
      metadata: { name: "n" },
      image: userSpecified === undefined ? { image } : { image, userSpecified },
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
      const { list = [] } = decodeMessage({ list: repeated(message(1, CONTAINER), 9) }, bytes);
      for (const told of list) readContainer(told);
    } catch (error) {
      assertEquals(error instanceof RangeError, true);
    }
  }));
});
