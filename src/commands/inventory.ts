import type { Io } from "../cli/io.ts";
import type { Kernel } from "../source/kernel_source.ts";
import { Census } from "../state/census.ts";
import { beginLoading, type Loading } from "./inventory/begin_loading.ts";
import type { Follower, InventoryOptions } from "./inventory/inventory_options.ts";

/**
 * All processes that run and all containers there are, as the kernel and the runtimes tell them now: the
 * labels come the same way as those of live events.
 *
 * @throws {CliError} with exit code 3 where this host or user cannot trace.
 */
export async function takeInventory(
  io: Io,
  loading: Loading,
  options: InventoryOptions,
): Promise<Census> {
  const census = new Census();
  await hold(io, loading, options, census, undefined);
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
  const loading = beginLoading(kernel, { snapshotOnly: false });
  await hold(io, loading, options, new Census(), follower);
}

async function hold(
  io: Io,
  loading: Loading,
  options: InventoryOptions,
  census: Census,
  follower: Follower | undefined,
): Promise<void> {
  const { holdInventory } = await import("./inventory/hold_inventory.ts");
  await holdInventory(io, loading, options, census, follower);
}
