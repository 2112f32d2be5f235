import type { Container } from "../model/container.ts";
import type { Owner } from "../model/owner.ts";
import type { ContainerTest } from "./container_tests.ts";
import type { Verdict } from "./name_pattern.ts";

/** What all tests together say of a container's cgroup: `no` when nothing that may still be learnt helps. */
export function judgeContainer(
  tests: readonly ContainerTest[],
  owner: Owner,
  container: Container | undefined,
): Verdict {
  let verdict: Verdict = "yes";
  for (const test of tests) {
    const one = test.judge(owner, container);
    if (one === "no") return "no";
    if (one === "maybe") verdict = "maybe";
  }
  return verdict;
}
