import { assertEquals } from "@std/assert";
import { systemdUnit } from "../../src/classify/systemd_unit.ts";

const unit = (path: string) => systemdUnit(path.split("/").filter((name) => name !== ""))?.name;

Deno.test("systemdUnit() takes the outermost unit that is no slice", () => {
  assertEquals(unit("/system.slice/getty@tty5.service/aaa/bbb"), "getty@tty5.service");
  assertEquals(unit("/system.slice/web.service/inner.service"), "web.service");
});

Deno.test("systemdUnit() takes off the underscore that keeps a name from a kernel file's", () => {
  assertEquals(unit("/system.slice/_cpu.service"), "cpu.service");
});

Deno.test("systemdUnit() takes a slice only where the path ends with it", () => {
  assertEquals(unit("/system.slice/system-getty.slice"), "system-getty.slice");
  assertEquals(unit("/system.slice/system-getty.slice/x"), undefined);
});

Deno.test("systemdUnit() refuses names that systemd refuses", () => {
  for (const name of ["getty####@tty6.service", "user@.service", ".service", "@a.service", "a.b"]) {
    assertEquals(unit(`/${name}`), undefined);
  }
});
