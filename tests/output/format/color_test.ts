import { assertEquals } from "@std/assert";
import { paintContainer } from "../../../src/output/format/color.ts";
import { CONTAINER } from "./samples.ts";

Deno.test("paintContainer() is stable for an id and spreads ids over the colours", () => {
  const color = (id: string) => paintContainer({ ...CONTAINER, id })("");
  assertEquals(color("abc"), color("abc"));
  const ids = Array.from({ length: 200 }, (_, i) => `bb0c${i}`);
  assertEquals(new Set(ids.map(color)).size, 10);
});
