import { assertEquals } from "@std/assert";
import { unescapeUnit } from "../../src/classify/unescape_unit.ts";

Deno.test("unescapeUnit() undoes systemd's escapes as UTF-8", () => {
  assertEquals(unescapeUnit("system-serial\\x2dgetty.slice"), "system-serial-getty.slice");
  assertEquals(unescapeUnit("caf\\xc3\\xa9"), "caf\u00e9");
  assertEquals(unescapeUnit("\\xff"), "\ufffd");
});

Deno.test("unescapeUnit() leaves what is no escape", () => {
  for (const name of ["plain", "\\x", "\\x2", "\\xzz", "\\u2d", ""]) {
    assertEquals(unescapeUnit(name), name);
  }
});
