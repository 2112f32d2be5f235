/** The compiled program under test. */

import type { EventLine, SummaryLine } from "./event_line.ts";
import { LINE_LIMIT_MS, readLines } from "./line_reader.ts";

/** Path of the binary. `CTRACK_BIN` names another one. */
export const CTRACK = Deno.env.get("CTRACK_BIN") ??
  new URL("../../dist/ctrack", import.meta.url).pathname;

/** Environment of each run: nothing of the caller's changes what ctrack does. */
const ENV = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", LANG: "C.UTF-8", TERM: "xterm" };

/** Settings of {@link startCtrack}. */
export interface CtrackOptions {
  /** Program and arguments in front of ctrack's path, such as `["setpriv", "--reuid=1"]`. */
  readonly wrap?: readonly string[];
  /** Further environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Path of the binary. @default CTRACK */
  readonly path?: string;
  /** Nothing of stdout is read until then. @default at once */
  readonly readFrom?: Promise<void>;
  /** Gets each event, in place of `lines` and `events`, which stay empty. @default they are kept */
  readonly onEvent?: (event: EventLine) => void;
  /** Waits for the line that says that events flow. @default true */
  readonly waitReady?: boolean;
}

/** What a finished run gave. */
export interface CtrackResult {
  readonly code: number;
  readonly lines: readonly string[];
  readonly events: readonly EventLine[];
  readonly stderr: readonly string[];
  /** The last line on stderr of `--format json`. */
  readonly summary: SummaryLine | undefined;
  /** Output behind the last line end: something half written. */
  readonly rest: string;
}

/** A running ctrack. */
export interface Ctrack extends AsyncDisposable {
  readonly pid: number;
  /** Lines on stdout so far. */
  readonly lines: readonly string[];
  /** The same as events, where they are JSON objects. */
  readonly events: readonly EventLine[];
  readonly stderr: readonly string[];
  /** Waits for `count` events that the test accepts, and gives them. */
  until(what: string, test: (event: EventLine) => boolean, count?: number): Promise<EventLine[]>;
  /** Waits until events have made this other than undefined, and gives it. */
  untilFound<T>(what: string, found: () => T | undefined): Promise<T>;
  /** Waits for a line on stdout. */
  untilLine(pattern: RegExp): Promise<string>;
  /** Waits until there are so many lines on stdout. */
  untilLineCount(count: number): Promise<void>;
  /** Waits for a line on stderr. */
  untilStderr(pattern: RegExp): Promise<string>;
  /** Sends the signal, and waits for the end. */
  stop(signal?: Deno.Signal): Promise<CtrackResult>;
  /** Waits until it ends by itself. */
  finished(): Promise<CtrackResult>;
}

/** Starts ctrack and waits until events flow. */
export async function startCtrack(
  args: readonly string[],
  options: CtrackOptions = {},
): Promise<Ctrack> {
  const [program = "", ...rest] = [...options.wrap ?? [], options.path ?? CTRACK, ...args];
  const child = new Deno.Command(program, {
    args: rest,
    env: { ...ENV, ...options.env },
    clearEnv: true,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const events: EventLine[] = [];
  const { onEvent = (event: EventLine) => void events.push(event) } = options;
  const stdout = readLines(child.stdout, {
    from: options.readFrom,
    keeps: options.onEvent === undefined,
    onLine: (line) => {
      const event = parseEvent(line);
      if (event !== undefined) onEvent(event);
    },
  });
  const stderr = readLines(child.stderr);
  let isOver = false;
  const over = child.status.then(async ({ code }) => {
    isOver = true;
    await Promise.all([stdout.ended, stderr.ended]);
    return code;
  });

  async function finished(): Promise<CtrackResult> {
    const timer = setTimeout(() => kill("SIGKILL"), LINE_LIMIT_MS);
    const code = await over;
    clearTimeout(timer);
    return {
      code,
      lines: stdout.lines,
      events,
      stderr: stderr.lines,
      summary: parseEvent(stderr.lines.at(-1) ?? "") as SummaryLine | undefined,
      rest: stdout.rest,
    };
  }

  function kill(signal: Deno.Signal): void {
    if (!isOver) child.kill(signal);
  }

  const ctrack: Ctrack = {
    pid: child.pid,
    lines: stdout.lines,
    events,
    stderr: stderr.lines,
    until(what, test, count = 1) {
      const found: EventLine[] = [];
      let looked = 0;
      return stdout.until(`${count} of: ${what}`, () => {
        // Each event is looked at once: a storm makes many.
        found.push(...events.slice(looked).filter(test));
        looked = events.length;
        return found.length >= count ? found : undefined;
      });
    },
    untilFound: (what, found) => stdout.until(what, found),
    untilLine: (pattern) =>
      stdout.until(String(pattern), () => stdout.lines.find((line) => pattern.test(line))),
    async untilLineCount(count) {
      await stdout.until(`${count} lines`, () => stdout.lines.length >= count || undefined);
    },
    untilStderr: (pattern) =>
      stderr.until(String(pattern), () => stderr.lines.find((line) => pattern.test(line))),
    stop(signal = "SIGINT") {
      kill(signal);
      return finished();
    },
    finished,
    async [Symbol.asyncDispose]() {
      kill("SIGKILL");
      await over;
    },
  };
  if (options.waitReady ?? true) {
    try {
      await ctrack.untilStderr(/^ctrack: tracing\b/);
    } catch (error) {
      await ctrack[Symbol.asyncDispose]();
      throw error;
    }
  }
  return ctrack;
}

/** Runs ctrack to its end, for commands that end by themselves. */
export async function runCtrack(
  args: readonly string[],
  options: CtrackOptions & { readonly input?: string } = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const [program = "", ...rest] = [...options.wrap ?? [], options.path ?? CTRACK, ...args];
  const child = new Deno.Command(program, {
    args: rest,
    env: { ...ENV, ...options.env },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  // A command that does not read its input may be gone before it is written.
  await writer.write(new TextEncoder().encode(options.input ?? "")).catch(() => {});
  await writer.close().catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

function parseEvent(line: string): EventLine | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
