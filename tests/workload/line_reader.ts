/**
 * Longest wait for a line, ms. Far beyond what it takes, also on a host that does all ten times slower; a wait that
 * ends says what it waited for.
 */
export const LINE_LIMIT_MS = 60_000;

/** Lines of a stream as they come, and waiting for one of them. */
export interface LineReader {
  /** Whole lines so far, without their line ends. */
  readonly lines: readonly string[];
  /** Text behind the last line end. */
  readonly rest: string;
  /** Resolves when the stream has ended. */
  readonly ended: Promise<void>;
  /** Resolves with `found()` as soon as that is not undefined; throws after the limit or at the end. */
  until<T>(what: string, found: () => T | undefined): Promise<T>;
}

/** Settings of {@link readLines}. */
export interface LineReaderOptions {
  /** Sees each line first. @default nothing */
  readonly onLine?: (line: string) => void;
  /** Until then nothing is read: a reader that is stuck. @default at once */
  readonly from?: Promise<void> | undefined;
  /** Whether lines stay: there may be more than fit into memory. @default true */
  readonly keeps?: boolean;
}

/** Reads a stream of UTF-8 lines. */
export function readLines(
  stream: ReadableStream<Uint8Array>,
  { onLine = () => {}, from, keeps = true }: LineReaderOptions = {},
): LineReader {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let rest = "";
  let isEnded = false;
  const wake = () => {
    for (const check of [...waiting]) check();
  };
  const ended = (async () => {
    await from;
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        if (keeps) lines.push(line);
        onLine(line);
      }
      wake();
    }
    isEnded = true;
    wake();
  })();
  return {
    lines,
    get rest() {
      return rest;
    },
    ended,
    until(what, found) {
      return new Promise((resolve, reject) => {
        const fail = (why: string) => {
          finish();
          reject(new Error(`${why} while waiting for ${what}; the last lines are\n${tail(lines)}`));
        };
        const check = () => {
          const value = found();
          if (value !== undefined) {
            finish();
            resolve(value);
          } else if (isEnded) fail("the stream ended");
        };
        const timer = setTimeout(() => fail("nothing came"), LINE_LIMIT_MS);
        const finish = () => {
          clearTimeout(timer);
          waiting.delete(check);
        };
        waiting.add(check);
        check();
      });
    },
  };
}

function tail(lines: readonly string[]): string {
  return lines.slice(-5).map((line) => `  ${line.slice(0, 500)}`).join("\n");
}
