import { assertEquals, assertThrows } from "@std/assert";
import { CliError, UsageError } from "../../../src/cli/cli_error.ts";
import { chooseContainer } from "../../../src/commands/inventory/choose_container.ts";
import { household } from "./people.ts";

const WEB = household({ id: "ab12".padEnd(64, "0"), name: "web" }, 1);
const DB = household({ id: "ab34".padEnd(64, "0"), name: "db" }, 2);
const ALL = [WEB, DB];

Deno.test("chooseContainer() finds one by name, id and the start of an id", () => {
  for (const text of ["web", WEB.container.id, "ab12", "ab12000000"]) {
    assertEquals(chooseContainer(ALL, text), WEB, text);
  }
});

Deno.test("chooseContainer() takes a name before the start of an id", () => {
  const named = household({ id: "f".repeat(64), name: "ab12" }, 3);
  assertEquals(chooseContainer([...ALL, named], "ab12"), named);
});

Deno.test("chooseContainer() refuses what may be several, and names them", () => {
  const error = assertThrows(() => chooseContainer(ALL, "ab"), UsageError, "may be 2 containers");
  assertEquals(
    error.cause instanceof Error && error.cause.message,
    "there are ab1200000000 (docker web), ab3400000000 (docker db)",
  );
  assertEquals(error.exitCode, 2);
});

Deno.test("chooseContainer() prefers the one that runs to those that ran", () => {
  const before = household({ id: "e".repeat(64), name: "web" });
  assertEquals(chooseContainer([before, ...ALL], "web"), WEB);
});

Deno.test("chooseContainer() says when there is none, and what was probably meant", () => {
  const error = assertThrows(() => chooseContainer(ALL, "wep"), CliError, "no container is called");
  assertEquals([error.exitCode, error.hint], [1, "did you mean web?"]);
});
