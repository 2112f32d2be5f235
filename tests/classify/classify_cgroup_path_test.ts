import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { classifyCgroupPath } from "../../src/classify/classify_cgroup_path.ts";
import { classifyCgroupText } from "../../src/classify/classify_cgroup_text.ts";
import { PATTERNS } from "../../src/classify/patterns.ts";
import { unescapeUnit } from "../../src/classify/unescape_unit.ts";
import { OWNER_KINDS } from "../../src/model/owner.ts";
import { PATH_CASES, VECTORS } from "./fixture.ts";

const OUTER = "f0".repeat(32);

/** Every path of the fixtures. */
const PATHS: readonly string[] = [
  ...new Set(
    [...VECTORS, ...PATH_CASES].flatMap(({ cgroup }) =>
      cgroup.split("\n").map((line) => line.replace(/^\d+:[^:]*:/, "")).filter((path) =>
        path.startsWith("/")
      )
    ),
  ),
];

/** Names that mean something to some pattern, to make paths that come close to real ones. */
const names = fc.oneof(
  fc.constantFrom(...new Set(PATHS.flatMap((path) => path.split("/")))),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 12 }),
);
const paths = fc.oneof(
  fc.array(names, { maxLength: 8 }).map((list) => "/" + list.join("/")),
  fc.constantFrom(...PATHS),
  fc.string(),
);

Deno.test("PATTERNS explain their own examples", async (t) => {
  for (const { runtime, example, kind, kubernetesKind, verdict, segment } of PATTERNS) {
    await t.step(runtime, () => {
      const owner = classifyCgroupPath(example);
      assert([kind, kubernetesKind].includes(owner.kind), `${example} became ${owner.kind}`);
      assertEquals(owner.containerId !== undefined, verdict === "container");
      const ids = example.split("/").map((name) => segment.exec(name)?.[1]);
      if (verdict === "container") {
        assert(ids.some((id) => id !== undefined && unescapeUnit(id) === owner.containerId));
      }
    });
  }
});

Deno.test("PATTERNS have an example of their own each", () => {
  assertEquals(new Set(PATTERNS.map((pattern) => pattern.example)).size, PATTERNS.length);
});

Deno.test("classifyCgroupPath() calls the kernel's root the host", () => {
  assertEquals(classifyCgroupPath("/"), { kind: "host", nesting: [] });
});

Deno.test("classifyCgroupPath() finds the inner container and keeps the outer ones", () => {
  const [a, b, c] = ["0a".repeat(32), "1b".repeat(32), "2c".repeat(32)];
  const path =
    `/lxc.payload.box/system.slice/docker-${a}.scope/docker/${b}/default/web/custom/${c}`;
  assertEquals(classifyCgroupPath(path), {
    kind: "unknown",
    containerId: c,
    nesting: [
      { kind: "lxc", containerId: "box" },
      { kind: "docker", containerId: a },
      { kind: "docker", containerId: b },
      { kind: "containerd", containerId: "web" },
    ],
  });
});

Deno.test("classifyCgroupPath() refuses what the kernel cannot make", () => {
  const id = "ab".repeat(32);
  const paths = ["", `docker/${id}`, `/${"x".repeat(256)}/docker/${id}`, "/x".repeat(2049)];
  for (const path of paths) {
    assertEquals(classifyCgroupPath(path), { kind: "unknown", nesting: [] });
  }
  assertEquals(classifyCgroupPath(`/${"x".repeat(255)}/docker/${id}`).containerId, id);
});

Deno.test("classifyCgroupPath() and classifyCgroupText() answer any input with a known kind", () => {
  fc.assert(fc.property(paths, (path) => {
    for (const owner of [classifyCgroupPath(path), classifyCgroupText(path)]) {
      assert(OWNER_KINDS.includes(owner.kind));
      if (owner.unit !== undefined) assert(["systemd", "talos"].includes(owner.kind));
    }
  }));
});

Deno.test("classifyCgroupPath() takes ids from the path, never empty ones", () => {
  fc.assert(fc.property(paths, (path) => {
    const { containerId, nesting } = classifyCgroupPath(path);
    for (const id of [...nesting.map((level) => level.containerId), containerId]) {
      if (id === undefined) continue;
      assert(id !== "");
      assert(path.split("/").some((name) => unescapeUnit(name).includes(id)), `${id} in ${path}`);
    }
  }));
});

Deno.test("classifyCgroupPath() gives a container inside docker one nesting level more", () => {
  fc.assert(fc.property(paths, (path) => {
    const inner = classifyCgroupPath(path);
    const wrapped = classifyCgroupPath(`/docker/${OUTER}${path}`);
    const outer = { kind: "docker", containerId: OUTER } as const;
    if (!path.startsWith("/")) return;
    if (inner.containerId === undefined) {
      assertEquals(wrapped, { ...outer, nesting: [] });
    } else {
      assertEquals(wrapped, { ...inner, nesting: [outer, ...inner.nesting] });
    }
  }));
});

Deno.test("classifyCgroupPath() is not slowed by hostile names", () => {
  const pieces = ["-pod", "a-", "\\x2d", "ab", ".slice:", "pod-pod", "0.", "libpod-", "\\x"];
  for (const piece of pieces) {
    const name = piece.repeat(255).slice(0, 255);
    const path = `/${name}`.repeat(16);
    assert(OWNER_KINDS.includes(classifyCgroupPath(path).kind));
    assert(OWNER_KINDS.includes(classifyCgroupText(`0::${piece.repeat(300_000)}`).kind));
    assert(OWNER_KINDS.includes(classifyCgroupText(piece.repeat(300_000)).kind));
  }
});
