import { ClosedPipeError } from "../cli/cli_error.ts";
import { ExitCode } from "../cli/exit_code.ts";
import type { Io } from "../cli/io.ts";
import type { Census } from "../state/census.ts";
import { Screen } from "./containers/screen.ts";
import { followInventory } from "./inventory.ts";
import type { InventoryOptions } from "./inventory/inventory_options.ts";
import { findKernel } from "./open_kernel.ts";
import { listenForStop } from "./stop_signal.ts";
import { type View, viewOf } from "./view.ts";

/** How often a list is drawn, ms: changes are seen soon, and a terminal does not flicker. */
const REDRAW_MS = 500;

/** What is on the screen. */
export interface Picture {
  readonly lines: readonly string[];
  /** What makes it another one: where there is no terminal, it is printed only when this has changed. */
  readonly content: string;
}

/**
 * Draws what runs until stopped. Returns the exit code.
 *
 * @throws what `paint` throws the first time, and {@link followInventory}.
 */
export async function watchInventory(
  io: Io,
  options: InventoryOptions,
  paint: (view: View) => Picture,
): Promise<number> {
  const kernel = findKernel();
  using stop = listenForStop(undefined);
  const ended = new AbortController();
  const signal = AbortSignal.any([stop.signal, ended.signal]);
  let failure: unknown;
  const fail = (error: unknown) => {
    failure = error;
    ended.abort();
  };
  const screen = new Screen(io.stdout, fail);
  let census: Census | undefined;
  const draw = () => {
    if (census === undefined) return;
    try {
      const { lines, content } = paint(viewOf(kernel, census));
      screen.draw(lines, content);
    } catch (error) {
      fail(error);
    }
  };
  const timer = setInterval(draw, REDRAW_MS);
  try {
    await followInventory(io, kernel, options, {
      ready(taken) {
        census = taken;
        draw();
      },
      signal,
    });
  } finally {
    clearInterval(timer);
  }
  if (failure !== undefined && !(failure instanceof ClosedPipeError)) throw failure;
  return failure === undefined ? stop.exitCode ?? ExitCode.ok : ExitCode.ok;
}
