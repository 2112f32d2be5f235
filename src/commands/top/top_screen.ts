import type { TextOutput } from "../../cli/io.ts";
import type { WallClock } from "../../output/format/clock.ts";
import type { Key } from "../../terminal/key.ts";
import { FullScreen, type ScreenUser } from "../../terminal/full_screen.ts";
import type { EventTail } from "./event_tail.ts";
import type { HeldOutput } from "./held_output.ts";
import { paintLine } from "./line.ts";
import { renderPicture } from "./render_picture.ts";
import type { Sample } from "./row.ts";
import { press, type Sight, type ViewState } from "./view_state.ts";
import type { Watch } from "./watch.ts";

/** How long a warning is shown, ms; all of them are printed at the end. */
const WARNING_MS = 10_000;

/** A terminal of this size was the first, and is meant where none is told. */
const USUAL_SIZE = { columns: 80, rows: 24 };

/** What a {@link TopScreen} is made of. */
export interface TopScreenOptions {
  readonly output: TextOutput;
  readonly watch: Watch;
  /** What is meant for stderr meanwhile. */
  readonly stderr: HeldOutput;
  readonly clock: WallClock;
  readonly hasColor: boolean;
  /** What is shown first. */
  readonly view: ViewState;
  /** Called when the user has enough, or with what failed. */
  readonly onEnd: (error?: unknown) => void;
}

/** The screen of `ctrack top`: what is shown now, and the keys that change it. */
export class TopScreen implements ScreenUser {
  readonly #options: TopScreenOptions;
  readonly #screen: FullScreen;
  #view: ViewState;
  #sight: Sight = { keys: [], page: 0, treeLines: 0 };
  #sample: Sample | undefined;
  /** What a screen that stands still goes on showing. */
  #frozen: { readonly sample: Sample | undefined; readonly tail: EventTail } | undefined;

  /** Takes the terminal and draws. */
  constructor(options: TopScreenOptions) {
    this.#options = options;
    this.#view = options.view;
    this.#screen = new FullScreen(options.output, this);
    this.mustDraw();
  }

  /** Takes a sample, and shows it. */
  take(): void {
    this.#sample = this.#options.watch.sample();
    this.mustDraw();
  }

  /** Shows what happened since; between samples only the last events of an opened container change. */
  refresh(): void {
    if (this.#view.opened !== undefined && this.#frozen === undefined) this.mustDraw();
  }

  pressed(key: Key): void {
    this.#view = press(this.#view, key, this.#sight);
    const { isPaused, isOver } = this.#view;
    if (isOver) return this.ended();
    if (!isPaused) this.#frozen = undefined;
    else this.#frozen ??= { sample: this.#sample, tail: this.#options.watch.tail.copy() };
    this.mustDraw();
  }

  mustDraw(): void {
    const { output, watch, stderr, clock, hasColor } = this.#options;
    const { sample, tail } = this.#frozen ?? { sample: this.#sample, tail: watch.tail };
    const { lines, sight } = renderPicture(
      { sample, tailOf: (key) => tail.of(key), clock, warning: stderr.latest(WARNING_MS) },
      this.#view,
      {
        columns: output.columns() ?? USUAL_SIZE.columns,
        rows: output.rows() ?? USUAL_SIZE.rows,
      },
    );
    this.#sight = sight;
    this.#screen.draw(lines.map((line) => paintLine(line, hasColor)));
  }

  ended(error?: unknown): void {
    this.#options.onEnd(error);
  }

  /** Gives the terminal back; safe to call twice. */
  close(): Promise<void> {
    return this.#screen.close();
  }
}
