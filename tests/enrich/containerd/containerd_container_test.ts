import { assertEquals } from "@std/assert";
import {
  type ContainerdContainer,
  containerFromMessage,
  readContainer,
} from "../../../src/enrich/containerd/containerd_container.ts";
import { containerFrom } from "../../../src/enrich/containerd/container_from.ts";
import type { ContainerMessage } from "../../../src/enrich/containerd/containerd_messages.ts";
import { answerOf, MESSAGES } from "./fixtures.ts";

function listed(namespace: string): readonly ContainerdContainer[] {
  const bounds = { max: 100, elementBytes: 1024 * 1024 };
  const answer = answerOf(`containers ${namespace}`);
  return [...MESSAGES.list("Container", answer, bounds).map(containerFromMessage)];
}

const NONE = () => undefined;

/** What is read of a message by hand. */
function read(told: ContainerMessage): ReturnType<typeof readContainer> {
  return readContainer(containerFromMessage(told), NONE);
}

Deno.test("readContainer() reads a container with nerdctl's and Compose's labels", () => {
  const [web] = listed("default");
  const { container } = (web === undefined ? undefined : readContainer(web, NONE)) ?? {};
  const { createdAt = 0, labels = {}, ...rest } = container ?? {};
  assertEquals(rest, {
    id: "web",
    // Its label was changed: the annotation in its specification still says `shop`.
    name: "shop-web",
    image: "ctrack.test/busybox:1",
    orchestration: { compose: { project: "store", service: "front" } },
  });
  assertEquals(createdAt > 1_795_000_000_000, true);
  assertEquals(labels["nerdctl/namespace"], "default");
});

Deno.test("readContainer() reads a pod and its container", () => {
  const entries = listed("k8s.io");
  const read = entries.map((entry) => readContainer(entry, NONE));
  const sandbox = read.find((entry) => entry?.container.isSandbox);
  const { id: _, createdAt: __, ...pod } = sandbox?.container ?? {};
  const uid = sandbox?.container.pod?.uid ?? "";
  assertEquals(/^[0-9a-f-]{36}$/.test(uid), true);
  assertEquals(pod, {
    name: "web-0",
    image: "ctrack.test/pause:1",
    pod: { uid, name: "web-0", namespace: "shop", labels: { app: "web" } },
    labels: {
      app: "web",
      "io.kubernetes.pod.name": "web-0",
      "io.kubernetes.pod.namespace": "shop",
      "io.kubernetes.pod.uid": uid,
    },
    isSandbox: true,
  } as never);

  const nginx = entries.find((entry) => entry.id !== sandbox?.container.id);
  const asked: string[] = [];
  const full = nginx && readContainer(nginx, (id) => {
    asked.push(id);
    return { app: "web", "io.kubernetes.pod.name": "web-0" };
  });
  assertEquals(asked, [sandbox?.container.id ?? ""]);
  const { name, image, restartCount, isSandbox } = full?.container ?? {};
  assertEquals({ name, image, restartCount, isSandbox }, {
    name: "nginx",
    image: "ctrack.test/busybox:1",
    restartCount: 2,
    isSandbox: undefined,
  });
  assertEquals(full?.container.pod, {
    uid,
    name: "web-0",
    namespace: "shop",
    container: "nginx",
    labels: { app: "web" },
  });
});

Deno.test("readContainer() gives undefined for what has no id, and a bare one its id as name", () => {
  assertEquals(read({}), undefined);
  assertEquals(read({ id: "" }), undefined);
  assertEquals(read({ id: "a", image: "" })?.container, { id: "a", name: "a" });
});

Deno.test("readContainer() believes neither a specification nor an extension that is none", () => {
  const garbage = new TextEncoder().encode('{"Metadata":{"Config":{"metadata":{"attempt":-1}}}');
  const told = {
    id: "a",
    spec: { value: garbage },
    extensions: { "io.cri-containerd.container.metadata": { value: garbage } },
  };
  assertEquals(read(told)?.container, { id: "a", name: "a" });
});

Deno.test("containerFrom() does not let a pod's labels name its containers", () => {
  const container = containerFrom({
    id: "a",
    labels: {
      "io.cri-containerd.kind": "sandbox",
      "io.kubernetes.cri.sandbox-name": "liar",
      "io.kubernetes.cri.container-name": "liar",
      "io.kubernetes.cri.container-type": "container",
      "nerdctl/name": "liar",
    },
    annotations: {
      "io.kubernetes.cri.container-type": "sandbox",
      "io.kubernetes.cri.sandbox-name": "web-0",
    },
  });
  assertEquals([container?.name, container?.isSandbox], ["web-0", true]);
});

Deno.test("containerFrom() takes no id for the name of a pod's container", () => {
  const annotations = { "io.kubernetes.cri.container-type": "container" };
  assertEquals(containerFrom({ id: "a", annotations }), undefined);
});
