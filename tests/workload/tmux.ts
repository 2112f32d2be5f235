/** A real terminal for tests: a shell in a tmux of the test's own. */

import { LINE_LIMIT_MS } from "./line_reader.ts";
import { command } from "./programs.ts";

/** What the shell prints when it waits for a command. */
const PROMPT = "ready>";

/** How often the screen is looked at, ms. */
const LOOK_MS = 25;

/** What a screen must show: a text, a pattern that matches over all lines, or a test of its lines. */
export type Wanted = string | RegExp | ((lines: readonly string[]) => boolean);

/** A terminal with a shell in it. */
export interface Tmux extends AsyncDisposable {
  /** Types keys by tmux's names for them, such as `Enter`; anything else is typed as it is. */
  press(...keys: readonly string[]): Promise<void>;
  /** Types a command line and presses Enter. */
  enter(line: string): Promise<void>;
  /** Waits until the screen is so, and gives its lines. */
  until(wanted: Wanted): Promise<readonly string[]>;
  /** Waits until the shell waits for a command. */
  untilPrompt(): Promise<readonly string[]>;
  /** Makes the window this large. */
  resize(columns: number, rows: number): Promise<void>;
  /** Keeps in a file all that is written to the terminal from now on, byte for byte. */
  record(path: string): Promise<void>;
  /** The screen now. */
  lines(): Promise<readonly string[]>;
  /** The modes that a program must leave as they were: of the terminal's line, and of its screen. */
  modes(): Promise<string>;
  /** Process id of what the shell runs. */
  child(): Promise<number>;
}

/** Starts it. `env` is all the environment that the shell gets, but for what it needs. */
export async function startTmux(
  columns: number,
  rows: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Tmux> {
  const folder = await Deno.makeTempDir({ prefix: "ctrack-tmux-" });
  const server = ["-S", `${folder}/socket`, "-f", "/dev/null"];
  const tmux = (...args: string[]) => command("tmux", [...server, ...args]);
  const words = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8", TERM: "screen", ...env };
  const variables = Object.entries({ ...words, PS1: `${PROMPT} ` })
    .map(([name, value]) => `${name}='${value}'`);
  const size = ["-x", String(columns), "-y", String(rows)];
  const shell = `exec env -i ${variables.join(" ")} sh -i`;
  // UTF-8 whatever the test's own locale is.
  await tmux("-u", "new-session", "-d", ...size, shell);
  const [pid = "", tty = ""] = (await tell("#{pane_pid} #{pane_tty}")).split(" ");

  async function tell(format: string): Promise<string> {
    return (await tmux("display-message", "-p", format)).trim();
  }

  async function lines(): Promise<readonly string[]> {
    return (await tmux("capture-pane", "-p")).trimEnd().split("\n");
  }

  async function until(wanted: Wanted): Promise<readonly string[]> {
    const deadline = Date.now() + LINE_LIMIT_MS;
    for (;;) {
      const shown = await lines();
      if (isSo(shown, wanted)) return shown;
      if (Date.now() > deadline) {
        throw new Error(`the screen never showed ${wanted}, but:\n${shown.join("\n")}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  const terminal: Tmux = {
    async press(...keys) {
      await tmux("send-keys", ...keys);
    },
    async enter(line) {
      await tmux("send-keys", "-l", line);
      await tmux("send-keys", "Enter");
    },
    until,
    untilPrompt: () => until((shown) => shown.at(-1)?.trimEnd() === PROMPT),
    async resize(width, height) {
      await tmux("resize-window", "-x", String(width), "-y", String(height));
    },
    async record(path) {
      await tmux("pipe-pane", `exec cat > ${path}`);
    },
    lines,
    async modes() {
      const screen = await tell("#{alternate_on} #{cursor_flag} #{wrap_flag}");
      return `${screen} ${(await command("stty", ["-F", tty, "-g"])).trim()}`;
    },
    async child() {
      return parseInt(await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`));
    },
    async [Symbol.asyncDispose]() {
      await tmux("kill-server");
      await Deno.remove(folder, { recursive: true });
    },
  };
  await terminal.untilPrompt();
  return terminal;
}

function isSo(lines: readonly string[], wanted: Wanted): boolean {
  if (typeof wanted === "function") return wanted(lines);
  const text = lines.join("\n");
  return typeof wanted === "string" ? text.includes(wanted) : wanted.test(text);
}
