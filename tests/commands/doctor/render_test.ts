import { assert, assertEquals } from "@std/assert";
import type { CheckResult } from "../../../src/commands/doctor/check.ts";
import {
  isHealthy,
  renderJson,
  renderResult,
  renderVerdict,
} from "../../../src/commands/doctor/render.ts";

const OK: CheckResult = { name: "btf", status: "ok", detail: "readable" };
const WARN: CheckResult = { name: "kernel", status: "warn", detail: "old", remedy: "a newer one" };
const NOTE: CheckResult = { name: "docker", status: "note", detail: "absent" };
const FAIL: CheckResult = { name: "programs", status: "fail", detail: "\x1b[31m", remedy: "root" };

Deno.test("renderResult() aligns words and puts the remedy below the detail", () => {
  assertEquals(renderResult(OK, 8), "ok    btf       readable\n");
  assertEquals(
    renderResult(WARN, 8),
    "warn  kernel    old\n                try: a newer one\n",
  );
});

Deno.test("renderResult() shows control characters as escapes", () => {
  assert(!renderResult(FAIL, 8).includes("\x1b"));
});

Deno.test("isHealthy() and renderVerdict() go by failures alone", () => {
  assert(isHealthy([OK, WARN, NOTE]));
  assert(!isHealthy([OK, FAIL]));
  assertEquals(renderVerdict([OK, WARN]), "ctrack can trace here\n");
  assertEquals(renderVerdict([FAIL]), "ctrack cannot trace here\n");
});

Deno.test("renderJson() is one document with the truth in it", () => {
  assertEquals(JSON.parse(renderJson([OK, FAIL])), {
    ok: false,
    checks: [
      { name: "btf", status: "ok", detail: "readable" },
      { name: "programs", status: "fail", detail: "\x1b[31m", remedy: "root" },
    ],
  });
  assertEquals(JSON.parse(renderJson([NOTE])).ok, true);
});
