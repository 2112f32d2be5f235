import { assertEquals } from "@std/assert";
import { rehearse } from "../../src/enrich/rehearse.ts";

Deno.test("rehearse() takes a program all the way to where its secrets go", () => {
  const seen: string[] = [];
  rehearse((event) => {
    seen.push(event.kind);
    return event;
  });
  assertEquals(seen, ["exec"]);
});
