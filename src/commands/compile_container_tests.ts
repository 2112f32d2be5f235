import { type ContainerTest, containerTests } from "../filter/container_tests.ts";
import { asUsageError } from "./as_usage_error.ts";
import { containerSpec, type ContainerValues } from "./container_flags.ts";

/**
 * The flags about containers, compiled.
 *
 * @throws {UsageError} when one of them makes no sense.
 */
export function compileContainerTests(values: ContainerValues): readonly ContainerTest[] {
  try {
    return containerTests(containerSpec(values));
  } catch (error) {
    throw asUsageError(error);
  }
}
