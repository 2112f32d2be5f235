import type { Io } from "../cli/io.ts";
import type { Event } from "../model/event.ts";
import type { Kernel } from "../source/kernel_source.ts";
import { Census } from "../state/census.ts";
import type { Follower, InventoryOptions } from "./inventory/inventory_options.ts";
import { kernelConfig } from "./kernel_config.ts";
import { openKernel } from "./open_kernel.ts";

/** Room for what happens while the processes are listed, bytes. */
const RING_SIZE = 4 * 1024 ** 2;

/** Kinds of events that change a census. */
const LIVE_KINDS: readonly Event["kind"][] = ["process", "fork", "exec", "exit", "cgroup"];

/**
 * All processes that run and all containers there are, as the kernel and the runtimes tell them now: the
 * labels come the same way as those of live events.
 *
 * @throws {CliError} with exit code 3 where this host or user cannot trace.
 */
export async function takeInventory(
  io: Io,
  kernel: Kernel,
  options: InventoryOptions,
): Promise<Census> {
  const census = new Census();
  await hold(io, kernel, options, census, undefined);
  return census;
}

/**
 * The same, kept up to date until the signal aborts. After a loss all processes are listed again, but not more
 * often than once a second.
 *
 * @throws {CliError} as {@link takeInventory}.
 */
export async function followInventory(
  io: Io,
  kernel: Kernel,
  options: InventoryOptions,
  follower: Follower,
): Promise<void> {
  await hold(io, kernel, options, new Census(), follower);
}

/** The kernel checks the programs on a thread of its own; meanwhile the rest is loaded. */
async function hold(
  io: Io,
  kernel: Kernel,
  options: InventoryOptions,
  census: Census,
  follower: Follower | undefined,
): Promise<void> {
  const snapshotOnly = follower === undefined;
  const kinds = snapshotOnly ? ["process" as const] : LIVE_KINDS;
  const hints = { events: new Set<Event["kind"]>([...kinds, "lost"]), failedOnly: false };
  const opened = openKernel(kernel, { ...kernelConfig(hints, RING_SIZE), snapshotOnly });
  // What it rejects with is met where it is awaited; until then it must not count as unhandled.
  opened.catch(() => {});
  const { holdInventory } = await import("./inventory/hold_inventory.ts");
  await holdInventory(io, kernel, opened, options, census, follower);
}
