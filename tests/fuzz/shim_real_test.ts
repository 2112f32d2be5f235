/** The shim under sanitizers: a short run of each fuzzer, and the whole staircase on the real kernel. */
import { assertEquals } from "@std/assert";
import { FUZZERS, SHIM_TARGETS } from "./shim_targets.ts";

const SEED = 20_261_122;

const LIMITS = { runs: 3_000, ms: 2_000 };

for (const { name, promise, run } of SHIM_TARGETS) {
  Deno.test(`fuzz ${name}: ${promise}`, async () => {
    await run({ seed: SEED, ...LIMITS });
  });
}

Deno.test("the shim keeps to its memory on the real kernel, whatever it is told", async () => {
  const { stdout, stderr } = await new Deno.Command(`${FUZZERS}staircase`).output();
  const said = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(said, ["good\n", ""]);
});
