import { ClosedPipeError } from "../../cli/cli_error.ts";
import { ExitCode } from "../../cli/exit_code.ts";
import type { Io } from "../../cli/io.ts";
import { writeLast } from "../../cli/write_last.ts";
import type { Kernel } from "../../source/kernel_source.ts";
import { localClock } from "../local_clock.ts";
import { listenForStop, TERMINAL_SIGNALS } from "../stop_signal.ts";
import type { TopValues } from "../top_flags.ts";
import { HeldOutput } from "./held_output.ts";
import { TopScreen } from "./top_screen.ts";
import { initialView } from "./view_state.ts";
import type { Watch } from "./watch.ts";

/** How often the last events are shown, ms: soon enough for the eye, and a terminal keeps up. */
const REFRESH_MS = 250;

/** Shows a live screen until the user has enough, or a signal ends it. Returns the exit code. */
export async function showFullScreen(
  io: Io,
  kernel: Kernel,
  values: TopValues,
  watch: Watch,
): Promise<number> {
  using stop = listenForStop(undefined, TERMINAL_SIGNALS);
  const over = new AbortController();
  const signal = AbortSignal.any([stop.signal, over.signal]);
  let failure: unknown;
  const onEnd = (error?: unknown) => {
    failure ??= error;
    over.abort();
  };
  const stderr = new HeldOutput(() => performance.now());
  const screen = new TopScreen({
    ...{ output: io.stdout, watch, stderr, onEnd },
    clock: localClock(kernel.epochs),
    hasColor: !io.env("NO_COLOR"),
    view: initialView(values.sort),
  });
  // At once, and not when the runtimes have heard of it: the user wants the terminal back.
  signal.addEventListener("abort", () => void screen.close(), { once: true });
  const timers: ReturnType<typeof setInterval>[] = [];
  const every = (ms: number, act: () => void) => {
    timers.push(setInterval(() => {
      try {
        act();
      } catch (error) {
        onEnd(error);
      }
    }, ms));
  };
  try {
    await watch.follow({ ...io, stderr }, signal, () => {
      screen.take();
      every(values.interval, () => screen.take());
      every(REFRESH_MS, () => screen.refresh());
    });
  } finally {
    timers.forEach(clearInterval);
    await screen.close();
    await writeLast(io.stderr, stderr.text);
  }
  if (failure !== undefined && !(failure instanceof ClosedPipeError)) throw failure;
  return stop.exitCode ?? ExitCode.ok;
}
