import { assertEquals } from "@std/assert";
import { Census } from "../../../src/state/census.ts";
import { completeDetails } from "../../../src/commands/inventory/complete_details.ts";
import type { RuntimeClient, RuntimeContainer } from "../../../src/enrich/runtime_client.ts";

/** A runtime that knows when containers started, and notes who asks. */
function runtime(asked: string[], answer: (id: string) => Promise<RuntimeContainer | "none">) {
  const client: RuntimeClient = {
    name: "docker",
    kinds: ["docker"],
    follow: () => Promise.resolve(),
    lookup: () => Promise.resolve("none"),
    inspect(id) {
      asked.push(id);
      return answer(id);
    },
  };
  return client;
}

Deno.test("completeDetails() asks for what a list leaves out, and not while a container is made", async () => {
  const census = new Census();
  census.told("docker", "docker", { id: "a", name: "a", state: "running" });
  census.told("docker", "docker", { id: "b", name: "b", state: "created" });
  const image = "i";
  census.told("docker", "docker", { id: "c", name: "c", state: "exited", startedAt: 1, image });
  census.told("podman", "podman", { id: "d", name: "d", state: "running" });
  census.told("docker", "docker", { id: "e", name: "e", state: "running" });
  const asked: string[] = [];
  const client = runtime(asked, (id) => Promise.resolve({ id, name: id, startedAt: 7 }));
  await completeDetails(census, [client], ({ container }) => container.id !== "e", 60_000);
  assertEquals(asked, ["a"]);
  assertEquals(
    census.households().map(({ container }) => container.startedAt),
    [7, undefined, 1, undefined, undefined],
  );
});

Deno.test("completeDetails() waits no longer than its limit", async () => {
  const census = new Census();
  for (let i = 0; i < 20; i++) {
    census.told("docker", "docker", { id: `${i}`, name: "a", state: "running" });
  }
  const asked: string[] = [];
  const hung = Promise.withResolvers<"none">();
  await completeDetails(census, [runtime(asked, () => hung.promise)], () => true, 1);
  hung.resolve("none");
  await hung.promise;
  assertEquals(asked.length, 8);
});
