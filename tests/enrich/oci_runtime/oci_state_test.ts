import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { STATE_LAYOUTS } from "../../../src/enrich/oci_runtime/state_layout.ts";
import {
  type OciState,
  parseCrunStatus,
  parseRuncState,
  parseRunscState,
  parseYoukiState,
} from "../../../src/enrich/oci_runtime/oci_state.ts";

const fixtures = new URL("../../fixtures/helpers/", import.meta.url);
const text = (name: string) => Deno.readTextFileSync(new URL(name, fixtures));

Deno.test("parseRuncState() reads what runc wrote", () => {
  const state = parseRuncState(text("runc_state.txt"), "web");
  assert((state?.pid ?? 0) > 1 && (state?.startTicks ?? 0) > 0);
  assertEquals(state?.bundle, "/t/bundles/web");
  assert((state?.createdAt ?? 0) > Date.UTC(2020, 0));
  assertEquals({ ...state?.annotations }, {
    "org.opencontainers.image.ref.name": "nginx:1.27",
    "org.example.owner": "me",
  });
  assertEquals(parseRuncState(text("runc_state.txt"), "other"), undefined);
});

Deno.test("parseCrunStatus() reads what crun wrote", () => {
  const state = parseCrunStatus(text("crun_status.txt"));
  assert((state?.pid ?? 0) > 1 && (state?.startTicks ?? 0) > 0);
  assertEquals(state?.bundle, "/t/bundles/web");
});

Deno.test("parseYoukiState() and parseRunscState() read what is documented", () => {
  const annotations = { a: "b" };
  const common = { id: "web", created: "2026-01-02T03:04:05Z" };
  const youki = { ...common, pid: 7, bundle: "/b", annotations, status: "running" };
  const state = { pid: 7, bundle: "/b", createdAt: Date.UTC(2026, 0, 2, 3, 4, 5) };
  const plain = (found: OciState | undefined) =>
    found && { ...found, annotations: { ...found.annotations } };
  assertEquals(plain(parseYoukiState(JSON.stringify(youki), "web")), {
    ...state,
    annotations,
  });
  const runsc = {
    id: "web",
    createdAt: common.created,
    bundleDir: "/b",
    sandbox: { pid: 7 },
    spec: { annotations },
  };
  assertEquals(plain(parseRunscState(JSON.stringify(runsc), "web")), {
    ...state,
    annotations,
  });
});

Deno.test("each layout's parser takes any text", () => {
  const json = fc.json({ maxDepth: 4 });
  const hostile = fc.constantFrom(
    '{"id":"web","init_process_pid":-1}',
    '{"id":"web","pid":1e400,"sandbox":{"pid":"7"}}',
    '{"id":"web","init_process_pid":2,"config":{"labels":["__proto__=x","bundle=",3,"="]}}',
    '{"__proto__":{"id":"web","pid":3}}',
    "[".repeat(10_000),
    "",
  );
  fc.assert(fc.property(fc.oneof(json, hostile, fc.string()), (bytes) => {
    for (const { parse } of STATE_LAYOUTS) {
      const state = parse(bytes, "web");
      if (state !== undefined) assert(Number.isSafeInteger(state.pid) && state.pid > 0);
    }
  }));
  assertEquals(Object.hasOwn(Object.prototype, "x"), false);
});
