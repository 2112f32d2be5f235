import { assertEquals } from "@std/assert";
import { isRuntimeInternal } from "../../src/filter/is_runtime_internal.ts";
import { ROLES } from "../../src/model/labelled_event.ts";
import { event, inContainer, onHost } from "./labelled_events.ts";

Deno.test("isRuntimeInternal() is true of the role runtime alone, inside alone", () => {
  const of = inContainer(event("exec"));
  assertEquals(ROLES.filter((role) => isRuntimeInternal({ ...of, role })), ["runtime"]);
  assertEquals(isRuntimeInternal({ ...of, role: undefined }), false);
  assertEquals(isRuntimeInternal({ ...onHost(event("exec")), role: "runtime" }), false);
});
