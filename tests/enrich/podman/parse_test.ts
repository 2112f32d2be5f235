import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseImageList } from "../../../src/enrich/podman/parse_image_list.ts";
import { parseStorageList } from "../../../src/enrich/podman/parse_storage_list.ts";
import { readPodId } from "../../../src/enrich/podman/read_pod_id.ts";
import { readUserHomes } from "../../../src/enrich/podman/user_homes.ts";
import { fixture, idOf } from "./fixtures.ts";

const ID = "a".repeat(64);

function listOf(...entries: readonly unknown[]): string {
  return JSON.stringify(entries);
}

/** An entry as podman writes it, with the metadata as a text of its own. */
function entry(metadata: unknown, more: object = {}): object {
  return { id: ID, names: ["web"], image: "b", metadata: JSON.stringify(metadata), ...more };
}

Deno.test("parseStorageList() reads a real list, with the names of now", () => {
  const list = parseStorageList(fixture("containers.jsonl"));
  const names = [...list.values()].map(({ name }) => name.replace(/^[0-9a-f]{12}-/, ""));
  assertEquals(names, ["shop", "infra", "front", "alone", "waiting"]);
  const { imageId, createdAt, ...shop } = list.get(idOf("shop")) ?? { name: "" };
  assertEquals(shop, { name: "shop", image: "localhost/img:1" });
  assertEquals([imageId?.length, Number(createdAt) > 1.7e12], [64, true]);
});

Deno.test("parseStorageList() leaves out what is not podman's", () => {
  const crio = { "pod-name": "p", "container-name": "c", "image-name": "i", "created-at": 1 };
  const others = [entry(crio), entry({}), entry("web"), entry({ name: 5 }), entry({ name: "" })];
  for (const other of [...others, { id: ID }, null, 5, "x", [entry({ name: "web" })]]) {
    assertEquals(parseStorageList(listOf(other)).size, 0);
  }
  for (const id of ["", "a".repeat(63), "A".repeat(64), "../" + "a".repeat(61), 5, undefined]) {
    assertEquals(parseStorageList(listOf(entry({ name: "web" }, { id }))).size, 0);
  }
  for (const text of ["", "{}", "null", "[", "\0", `{"id":"${ID}"}`]) {
    assertEquals(parseStorageList(text).size, 0);
  }
});

Deno.test("parseStorageList() takes the first name where names are none, and bounds all texts", () => {
  const named = (names: unknown) => parseStorageList(listOf(entry({ name: "old" }, { names })));
  for (const names of [undefined, [], [5], "web", [""], { 0: "web" }]) {
    assertEquals(named(names).get(ID)?.name, "old");
  }
  assertEquals(named(["x".repeat(10_000)]).get(ID)?.name.length, 512);
});

Deno.test("parseImageList() reads a real list", () => {
  assertEquals([...parseImageList(fixture("images.jsonl")).values()], ["localhost/img:1"]);
  assertEquals(
    parseImageList(listOf({ id: "a" }, { id: "b", names: [] }, { names: ["x"] })).size,
    0,
  );
});

Deno.test("readPodId() finds the pod in a real bundle, and none outside of pods", () => {
  const podId = readPodId(fixture("config_pod.jsonl"));
  const infra = [...parseStorageList(fixture("containers.jsonl")).values()]
    .find(({ name }) => name.endsWith("-infra"));
  assertEquals(`${podId?.slice(0, 12)}-infra`, infra?.name);
  assertEquals(readPodId(fixture("config.jsonl")), undefined);
  const slice = `machine.slice/machine-libpod_pod_${ID}.slice:libpod:${"c".repeat(64)}`;
  assertEquals(readPodId(JSON.stringify({ linux: { cgroupsPath: slice } })), ID);
});

Deno.test("readUserHomes() reads users and their homes, root and nonsense left out", () => {
  const text = `root:x:0:0::/root:/bin/sh
ann:x:1000:1000:Ann,,,:/home/ann:/bin/sh
ann2:x:1000:1000::/home/ann:/bin/sh
bob:x:1001:1001::/srv/bob/:
+nis::::::
x:x:-5:0::/home/x:
y:x:07:0::/home/y:
z:x:8:8::relative:
:x:9
`;
  assertEquals(readUserHomes(text, 100), [
    { uid: 1000, home: "/home/ann" },
    { uid: 1001, home: "/srv/bob/" },
  ]);
  assertEquals(readUserHomes(text, 2).length, 1);
});

Deno.test("the parsers never throw, and find nothing in JSON that is none of podman's", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
    parseStorageList(text);
    parseImageList(text);
    readPodId(text);
    readUserHomes(text, 10);
  }));
});

Deno.test("parseStorageList() keeps to no prototype of a hostile list", () => {
  const hostile =
    `[{"__proto__":{"id":"${ID}"},"metadata":"{\\"__proto__\\":{\\"name\\":\\"x\\"}}"}]`;
  assertEquals(parseStorageList(hostile).size, 0);
});
