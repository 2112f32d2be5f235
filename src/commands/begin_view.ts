import { beginLoading, type Loading } from "./inventory/begin_loading.ts";
import { findKernel } from "./open_kernel.ts";

/** What says whether there is something to load. */
export interface BeginValues {
  /** Recordings. */
  readonly read: readonly string[];
  /** What is followed loads more. @default false */
  readonly watch?: boolean;
}

/**
 * The first step to a view of what runs now, so that the kernel is busy while the command is loaded. Undefined where
 * no list of this moment is asked for.
 *
 * @throws {CliError} with exit code 3 where ctrack itself is not complete.
 */
export function beginView({ read, watch = false }: BeginValues): Loading | undefined {
  if (read.length > 0 || watch) return undefined;
  return beginLoading(findKernel(), { snapshotOnly: true });
}
