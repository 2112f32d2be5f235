import { ClosedPipeError } from "../../cli/cli_error.ts";
import { ExitCode } from "../../cli/exit_code.ts";
import type { Io } from "../../cli/io.ts";
import { writeLast } from "../../cli/write_last.ts";
import type { Kernel } from "../../source/kernel_source.ts";
import { FullScreen } from "../../terminal/full_screen.ts";
import { localClock } from "../local_clock.ts";
import { listenForStop, TERMINAL_SIGNALS } from "../stop_signal.ts";
import type { TopValues } from "../top_flags.ts";
import type { EventTail } from "./event_tail.ts";
import { HeldOutput } from "./held_output.ts";
import { paintLine } from "./line.ts";
import { renderPicture } from "./picture.ts";
import type { Sample } from "./row.ts";
import { initialView, press, type Sight } from "./view_state.ts";
import type { Watch } from "./watch.ts";

/** How often the last events are shown, ms: soon enough for the eye, and a terminal keeps up. */
const REDRAW_MS = 250;

/** How long a warning is shown, ms; all of them are printed at the end. */
const WARNING_MS = 10_000;

/** A terminal of this size was the first, and is meant where none is told. */
const USUAL_SIZE = { columns: 80, rows: 24 };

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
  const stderr = new HeldOutput(() => performance.now());
  const clock = localClock(kernel.bootEpoch);
  const hasColor = !io.env("NO_COLOR");
  const period = Math.min(REDRAW_MS, values.interval);

  let failure: unknown;
  let view = initialView(values.sort);
  let sample: Sample | undefined;
  let sampledAt = 0;
  // What a screen that stands still goes on showing.
  let frozen: { readonly sample: Sample | undefined; readonly tail: EventTail } | undefined;
  let sight: Sight = { keys: [], page: 0, treeLines: 0 };

  const end = (error?: unknown) => {
    failure ??= error;
    over.abort();
  };
  const draw = () => {
    const size = {
      columns: io.stdout.columns() ?? USUAL_SIZE.columns,
      rows: io.stdout.rows() ?? USUAL_SIZE.rows,
    };
    const { tail } = frozen ?? watch;
    const picture = renderPicture(
      {
        sample: (frozen ?? { sample }).sample,
        tailOf: (key) => tail.of(key),
        clock,
        warning: stderr.latest(WARNING_MS),
      },
      view,
      size,
    );
    sight = picture.sight;
    screen.draw(picture.lines.map((line) => paintLine(line, hasColor)));
  };
  const take = () => {
    sample = watch.sample();
    sampledAt = performance.now();
  };
  const tick = () => {
    try {
      // Timers are late or early by a little: the nearest tick is meant.
      const age = performance.now() - sampledAt + period / 2;
      const isDue = sample !== undefined && age >= values.interval;
      if (isDue) take();
      // Between samples only the last events of an opened container change.
      if (isDue || view.opened !== undefined) draw();
    } catch (error) {
      end(error);
    }
  };

  const screen = new FullScreen(io.stdout, {
    pressed(key) {
      view = press(view, key, sight);
      if (view.isPaused !== (frozen !== undefined)) {
        frozen = view.isPaused ? { sample, tail: watch.tail.copy() } : undefined;
      }
      if (view.isOver) end();
      else draw();
    },
    mustDraw: draw,
    ended: end,
  });
  // At once, and not when the runtimes have heard of it: the user wants the terminal back.
  signal.addEventListener("abort", () => void screen.close(), { once: true });
  const timer = setInterval(tick, period);
  try {
    draw();
    await watch.follow({ ...io, stderr }, signal, () => {
      take();
      draw();
    });
  } finally {
    clearInterval(timer);
    await screen.close();
    await writeLast(io.stderr, stderr.text);
  }
  if (failure !== undefined && !(failure instanceof ClosedPipeError)) throw failure;
  return stop.exitCode ?? ExitCode.ok;
}
