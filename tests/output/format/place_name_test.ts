import { assertEquals } from "@std/assert";
import { placeName } from "../../../src/output/format/place_name.ts";
import { CONTAINER, exec, inContainer, LOST, onHost } from "./samples.ts";

const { name: _name, ...UNNAMED } = CONTAINER;

Deno.test("placeName() is the container's name, else its short id with a mark", () => {
  assertEquals(placeName(inContainer(exec())), "web");
  assertEquals(
    placeName(inContainer(exec(), { container: UNNAMED, label: "unknown" })),
    "bb0cbb0cbb0c?",
  );
  assertEquals(
    placeName(inContainer(exec(), { container: UNNAMED, label: "late" })),
    "bb0cbb0cbb0c?",
  );
  assertEquals(placeName(inContainer(exec(), { label: "late" })), "web");
  assertEquals(
    placeName(
      inContainer(exec(), { container: { ...UNNAMED, kind: "lxc", id: "my-lxc-guest-1" } }),
    ),
    "my-lxc-guest-1",
  );
});

Deno.test("placeName() shows nesting and makes names printable", () => {
  const container = { ...CONTAINER, name: "a\x1b", nesting: ["outer", "inner"] };
  assertEquals(placeName(inContainer(exec(), { container })), "\u21b3\u21b3a\\x1b");
});

Deno.test("placeName() puts what is no container in parentheses", () => {
  const unit = { kind: "systemd", unit: "ssh.service", nesting: [] } as const;
  assertEquals(placeName(onHost(exec(), unit)), "(ssh.service)");
  assertEquals(placeName(onHost(exec(), { kind: "host", nesting: [] })), "(host)");
  assertEquals(placeName(onHost(exec(), { kind: "unknown", nesting: [] })), "(?)");
  assertEquals(placeName(onHost(exec(), undefined)), "(?)");
  assertEquals(placeName(onHost(LOST, undefined)), "");
});
