import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  boundLabels,
  LABEL_KEY_MAX,
  LABEL_VALUE_MAX,
  LABELS_MAX,
  LABELS_SIZE_MAX,
} from "../../../src/enrich/labels/bound_labels.ts";
import { isSandbox } from "../../../src/enrich/labels/is_sandbox.ts";
import { readLabels } from "../../../src/enrich/labels/read_labels.ts";
import { readOrchestration } from "../../../src/enrich/labels/read_orchestration.ts";
import { readPod } from "../../../src/enrich/labels/read_pod.ts";

/** What is no record of labels. */
const NO_RECORDS = [undefined, null, 7, "labels", true, [], ["a=b"]];

Deno.test("readLabels() tells what each orchestrator left, beside the labels themselves", () => {
  const labels = {
    "io.kubernetes.container.name": "nginx",
    "io.kubernetes.pod.name": "web-0",
    "io.kubernetes.pod.namespace": "shop",
    "io.kubernetes.pod.uid": "1d2c3b4a-0000-4000-8000-123456789abc",
    "com.docker.compose.project": "shop",
    tier: "",
  };
  assertEquals(readLabels(labels), {
    labels,
    pod: {
      uid: "1d2c3b4a-0000-4000-8000-123456789abc",
      name: "web-0",
      namespace: "shop",
      container: "nginx",
    },
    orchestration: { compose: { project: "shop" } },
  });
  assertEquals(readLabels({}), { labels: {} });
  for (const value of NO_RECORDS) assertEquals(readLabels(value), {});
});

Deno.test("readOrchestration() knows Compose of Docker and Podman, Swarm and Nomad", () => {
  const cases: ReadonlyArray<readonly [Readonly<Record<string, unknown>>, unknown]> = [
    [{ "com.docker.compose.project": "p", "com.docker.compose.service": "s" }, {
      compose: { project: "p", service: "s" },
    }],
    [{ "io.podman.compose.project": "p", "io.podman.compose.service": "s" }, {
      compose: { project: "p", service: "s" },
    }],
    [{ "io.podman.compose.project": "podman", "com.docker.compose.project": "docker" }, {
      compose: { project: "docker" },
    }],
    [{ "com.docker.swarm.service.name": "s", "com.docker.swarm.task.name": "s.1.x" }, {
      swarm: { service: "s", task: "s.1.x" },
    }],
    [{ "com.hashicorp.nomad.job_name": "j", "com.hashicorp.nomad.task_name": "t" }, {
      nomad: { job: "j", task: "t" },
    }],
    [{ "com.hashicorp.nomad.job_id": "i" }, { nomad: { job: "i" } }],
    [{ "com.hashicorp.nomad.alloc_id": "a", "com.docker.swarm.task": "" }, undefined],
    [{ "com.docker.compose.project": 7, "com.docker.compose.service": "" }, undefined],
    [{ "com.docker.compose.project": "x".repeat(1000) }, {
      compose: { project: `${"x".repeat(255)}\u2026` },
    }],
  ];
  for (const [labels, expected] of cases) assertEquals(readOrchestration(labels), expected);
});

Deno.test("isSandbox() knows a pause container by each runtime's mark", () => {
  for (
    const [key, value] of [
      ["io.kubernetes.docker.type", "podsandbox"],
      ["io.kubernetes.container.name", "POD"],
      ["io.cri-containerd.kind", "sandbox"],
      ["io.kubernetes.cri.container-type", "sandbox"],
      ["io.kubernetes.cri-o.ContainerType", "sandbox"],
    ] as const
  ) {
    assertEquals(isSandbox({ [key]: value }), true);
    assertEquals(isSandbox({ [key]: "container" }), false);
    assertEquals(readLabels({ [key]: value }).isSandbox, true);
  }
  assertEquals("isSandbox" in readLabels({ "io.kubernetes.container.name": "pod" }), false);
  for (const value of NO_RECORDS) assertEquals(isSandbox(value), false);
});

Deno.test("boundLabels() drops what exceeds a bound, and keeps the rest whole", () => {
  const value = "v".repeat(LABEL_VALUE_MAX);
  const key = "k".repeat(LABEL_KEY_MAX);
  assertEquals(boundLabels({ a: `${value}v`, b: value, [`${key}k`]: "x", [key]: "y", "": "z" }), {
    b: value,
    [key]: "y",
  });
  assertEquals(boundLabels({ a: 1, b: null, c: {}, d: ["x"], e: "kept" }), { e: "kept" });
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`key${i}`, "x"]));
  assertEquals(Object.keys(boundLabels(many) ?? {}).length, LABELS_MAX);
  const large = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`key${i}`, value]));
  assertEquals(Object.keys(boundLabels({ ...large, small: "x" }) ?? {}).at(-1), "small");
});

Deno.test("boundLabels() has no keys but the labels', and changes no prototype", () => {
  const labels = boundLabels(JSON.parse('{"__proto__":"a","constructor":"b","toString":"c"}'));
  assertEquals(Object.keys(labels ?? {}).sort(), ["__proto__", "constructor", "toString"]);
  assertEquals(boundLabels({})?.["constructor"], undefined);
  assertEquals(({} as Readonly<Record<string, unknown>>)["a"], undefined);
});

Deno.test("readLabels() keeps its bounds and never throws, for any value", () => {
  const text = fc.oneof(fc.string(), fc.string({ minLength: 2000, maxLength: 3000 }));
  const labels = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.oneof(text, fc.constant("io.kubernetes.pod.name")), text, { maxKeys: 100 }),
  );
  fc.assert(fc.property(labels, (value) => {
    const told = readLabels(value);
    const entries = Object.entries(told.labels ?? {});
    const size = entries.reduce((sum, [key, label]) => sum + key.length + label.length, 0);
    assertEquals(entries.length <= LABELS_MAX && size <= LABELS_SIZE_MAX, true);
    assertEquals((told.pod?.name ?? "").length <= 256, true);
    assertEquals(readPod(value), told.pod);
  }));
});
