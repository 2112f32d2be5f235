import type { TextOutput } from "../cli/io.ts";
import { writeLast } from "../cli/write_last.ts";
import { stopSelf } from "../shim/stop_self.ts";
import { Frame } from "./frame.ts";
import type { Key } from "./key.ts";
import { KeyDecoder } from "./key_decoder.ts";

/** Alternate screen, no cursor, no wrapping of a line that a terminal takes for wider than it is (xterm's names). */
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l";
const LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l";

/** How long a sequence may take to arrive whole, ms: over a slow line it comes in parts. */
const SEQUENCE_WAIT_MS = 50;

/** Bytes of one read: more than fingers type, less than a paste. */
const READ_SIZE = 1024;

/** Ends of the program that no `finally` of the caller sees. */
const ENDINGS = ["error", "unhandledrejection", "unload"] as const;

/** Who uses a {@link FullScreen}. */
export interface ScreenUser {
  /** A key was pressed. */
  pressed(key: Key): void;
  /** The terminal has another size, or shows nothing of what was drawn: draw again. */
  mustDraw(): void;
  /** The terminal has gone, or fails: end. `error` is absent when it only said that nothing more comes. */
  ended(error?: unknown): void;
}

/** Whether this process has a terminal to read keys from and one to draw on that can move its cursor. */
export function canDrawFullScreen(output: TextOutput, term: string | undefined): boolean {
  return output.isTerminal && Deno.stdin.isTerminal() && !!term && term !== "dumb";
}

/**
 * The whole terminal: keys from stdin as they are pressed, pictures on the alternate screen. Whatever ends the
 * program, an exception too, the terminal is as it was; so it is while the program is suspended.
 */
export class FullScreen {
  readonly #output: TextOutput;
  readonly #user: ScreenUser;
  readonly #frame: Frame;
  readonly #keys = new KeyDecoder();
  readonly #handlers: readonly (readonly [Deno.Signal, () => void])[];
  #flush: ReturnType<typeof setTimeout> | undefined;
  #isOpen = false;
  #isStopping = false;
  #closed: Promise<void> | undefined;

  /** Takes the terminal. */
  constructor(output: TextOutput, user: ScreenUser) {
    this.#output = output;
    this.#user = user;
    this.#frame = new Frame(output, (error) => user.ended(error), { isAlone: true });
    this.#handlers = [
      ["SIGWINCH", () => this.#guard(() => this.redraw())],
      ["SIGTSTP", () => void this.#suspend()],
      // It was stopped by another signal, and the shell has set its own modes since.
      ["SIGCONT", () => this.#takeBack()],
    ];
    for (const [name, handler] of this.#handlers) Deno.addSignalListener(name, handler);
    for (const ending of ENDINGS) globalThis.addEventListener(ending, this.#giveBackAtOnce);
    this.#enter();
    void this.#read();
  }

  /** Shows these lines; see {@link Frame.draw}. */
  draw(lines: readonly string[]): void {
    if (this.#isOpen) this.#frame.draw(lines);
  }

  /** Has everything drawn anew. */
  redraw(): void {
    this.#frame.forget();
    this.#user.mustDraw();
  }

  /** Gives the terminal back; safe to call twice. */
  close(): Promise<void> {
    return this.#closed ??= this.#close();
  }

  async #close(): Promise<void> {
    for (const [name, handler] of this.#handlers) Deno.removeSignalListener(name, handler);
    clearTimeout(this.#flush);
    await this.#leave();
    for (const ending of ENDINGS) globalThis.removeEventListener(ending, this.#giveBackAtOnce);
  }

  #enter(): void {
    this.#isOpen = true;
    // Not without signals: what interrupts and what suspends is for the terminal's settings to say.
    Deno.stdin.setRaw(true, { cbreak: true });
    this.#frame.forget();
    this.#output.write(ENTER).catch((error) => this.#user.ended(error));
  }

  async #leave(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#frame.forget();
    // Behind what is being written, so that no sequence is cut; a terminal that takes nothing is left alone.
    await writeLast(this.#output, LEAVE);
    giveUpModes();
  }

  /** For ends that wait for nothing. */
  readonly #giveBackAtOnce = (): void => {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    giveUpModes();
    try {
      Deno.stdout.writeSync(new TextEncoder().encode(LEAVE));
    } catch {
      // It has gone.
    }
  };

  async #suspend(): Promise<void> {
    if (this.#isStopping || !this.#isOpen) return;
    this.#isStopping = true;
    await this.#leave();
    try {
      stopSelf();
    } catch (error) {
      this.#user.ended(error);
    }
    this.#isStopping = false;
    this.#takeBack();
  }

  #takeBack(): void {
    if (this.#isStopping || this.#closed !== undefined) return;
    this.#guard(() => {
      this.#enter();
      this.#user.mustDraw();
    });
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(READ_SIZE);
    try {
      for (let count; (count = await Deno.stdin.read(buffer)) !== null;) {
        clearTimeout(this.#flush);
        this.#press(this.#keys.feed(buffer.subarray(0, count)));
        if (!this.#keys.isWaiting) continue;
        this.#flush = setTimeout(() => this.#press(this.#keys.flush()), SEQUENCE_WAIT_MS);
      }
      this.#user.ended();
    } catch {
      // A terminal that has hung up fails to read (EIO).
      this.#user.ended();
    }
  }

  #press(keys: readonly Key[]): void {
    this.#guard(() => {
      for (const key of keys) {
        if (!this.#isOpen) return;
        if (key === "redraw") this.redraw();
        else this.#user.pressed(key);
      }
    });
  }

  /** What fails where nobody awaits it ends the screen as well. */
  #guard(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#user.ended(error);
    }
  }
}

/** Back to the modes of before; a terminal that has gone has none. */
function giveUpModes(): void {
  try {
    Deno.stdin.setRaw(false);
  } catch {
    // Nothing is left to restore.
  }
}
