import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ANNOTATIONS_MAX } from "../../../src/enrich/oci/bound_annotations.ts";
import { parseOciConfig } from "../../../src/enrich/oci/parse_config.ts";
import { bundle } from "../containerd/fixtures.ts";

Deno.test("parseOciConfig() reads a bundle of containerd's", () => {
  const { annotations, cgroupsPath, rootPath } = parseOciConfig(bundle("web").config) ?? {};
  assertEquals(annotations?.["nerdctl/name"], "shop");
  assertEquals([cgroupsPath, rootPath], ["/default/web", "rootfs"]);
});

Deno.test("parseOciConfig() gives undefined for what is no configuration", () => {
  for (const text of ["", "{", "null", "[]", "1", "{}", '{"ociVersion":1}']) {
    assertEquals(parseOciConfig(text), undefined);
  }
});

Deno.test("parseOciConfig() believes no field to have its type", () => {
  const text = JSON.stringify({
    ociVersion: "1.0.2",
    annotations: { a: 1, b: null, c: ["d"], e: "f", ["x".repeat(400)]: "g" },
    linux: "none",
    root: { path: 5 },
    hostname: {},
  });
  assertEquals(parseOciConfig(text), { annotations: { e: "f" } } as never);
});

Deno.test("parseOciConfig() keeps no more annotations than it may", () => {
  const annotations = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [`k${index}`, "v"]),
  );
  const config = parseOciConfig(JSON.stringify({ ociVersion: "1", annotations }));
  assertEquals(Object.keys(config?.annotations ?? {}).length, ANNOTATIONS_MAX);
});

Deno.test("parseOciConfig() never throws, and takes __proto__ for a key", () => {
  fc.assert(fc.property(fc.json(), (annotations) => {
    parseOciConfig(`{"ociVersion":"1","annotations":${annotations}}`);
  }));
  const text = '{"ociVersion":"1","annotations":{"__proto__":"x","constructor":"y"}}';
  const { annotations = {} } = parseOciConfig(text) ?? {};
  assertEquals(Object.entries(annotations), [["__proto__", "x"], ["constructor", "y"]]);
  assertEquals(Object.getPrototypeOf(annotations), null);
});
