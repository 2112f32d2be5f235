/** Containers for tests of `ctrack top`. */

import type { Row, Sample } from "../../../src/commands/top/row.ts";
import type { Container } from "../../../src/model/container.ts";
import { household, inside } from "../inventory/people.ts";

/** A row of a container with this name. */
export function row(
  name: string,
  changes: Partial<Row> = {},
  container: Partial<Container> = {},
): Row {
  const { container: whole, cgroup, residents } = household({ name, ...container }, 1, 2);
  return {
    key: name,
    container: whole,
    cgroup,
    residents,
    counts: { exec: 0, fork: 0, exit: 0, failure: 0 },
    rates: { exec: 0, fork: 0, exit: 0, failure: 0 },
    cpus: undefined,
    memory: undefined,
    last: inside("exec", {}),
    hasEnded: false,
    ...changes,
  };
}

/** These rows after a second. */
export function sampleOf(rows: readonly Row[], changes: Partial<Sample> = {}): Sample {
  return { rows, interval: 1e9, time: 5e9, lost: 0, ...changes };
}
