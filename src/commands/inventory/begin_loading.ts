import type { Event } from "../../model/event.ts";
import type { Kernel, KernelSource } from "../../source/kernel_source.ts";
import { kernelConfig } from "../kernel_config.ts";
import { openKernel } from "../open_kernel.ts";

/** Room for what happens while the processes are listed, bytes. */
const RING_SIZE = 4 * 1024 ** 2;

/** Kinds of events that change a census. */
const LIVE_KINDS: readonly Event["kind"][] = ["process", "fork", "exec", "exit", "cgroup"];

/** The kernel, and the programs on their way into it. */
export interface Loading {
  readonly kernel: Kernel;
  /** Rejects with a `CliError` of exit code 3; whoever does not wait for it hears nothing of that. */
  readonly opened: Promise<KernelSource>;
}

/**
 * Begins to load the programs that an inventory needs. The kernel checks them on a thread of its own: meanwhile the
 * rest of ctrack is loaded.
 */
export function beginLoading(kernel: Kernel, { snapshotOnly }: { snapshotOnly: boolean }): Loading {
  const kinds = snapshotOnly ? ["process" as const] : LIVE_KINDS;
  const hints = { events: new Set<Event["kind"]>([...kinds, "lost"]), failedOnly: false };
  const opened = openKernel(kernel, { ...kernelConfig(hints, RING_SIZE), snapshotOnly });
  opened.catch(() => {});
  return { kernel, opened };
}
