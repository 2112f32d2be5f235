import "../keep_libc.ts";
/** A short run of each target, the same each time. `make fuzz` goes on with other seeds for as long as it is told. */
import { assert } from "@std/assert";
import { TARGETS } from "./targets.ts";

const SEED = 20_261_122;

/** On a slow machine fewer inputs are tried, and no fewer targets. */
const LIMITS = { runs: 60, ms: 2_000 };

for (const { name, promise, leavesRests = false, run } of TARGETS) {
  Deno.test({
    name: `fuzz ${name}: ${promise}`,
    sanitizeOps: !leavesRests,
    sanitizeResources: !leavesRests,
    async fn() {
      assert(await run({ seed: SEED, ...LIMITS }) > 0);
    },
  });
}
