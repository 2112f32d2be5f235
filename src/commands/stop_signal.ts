import { ExitCode } from "../cli/exit_code.ts";

interface Ending {
  readonly name: Deno.Signal;
  readonly exitCode: number;
}

const SIGNALS: readonly Ending[] = [
  { name: "SIGINT", exitCode: ExitCode.interrupted },
  { name: "SIGTERM", exitCode: ExitCode.terminated },
];

/** Further ends for whoever has a terminal to give back: it was closed, and its quit key (signal(7)). */
export const TERMINAL_SIGNALS: readonly Ending[] = [
  { name: "SIGHUP", exitCode: 128 + 1 },
  { name: "SIGQUIT", exitCode: 128 + 3 },
];

/** Signals this close together are one wish: a shell and a supervisor often send it both, ms. */
const SAME_WISH_MS = 200;

/** The wish to end, whoever has it. */
export interface StopSignal extends Disposable {
  readonly signal: AbortSignal;
  /** Exit code of the process signal that came; undefined when another reason ended the run. */
  readonly exitCode: number | undefined;
  /** Resolves with the exit code when a second process signal comes: whoever sends it waits no longer. */
  readonly insisted: Promise<number>;
}

/** Listens to SIGINT, SIGTERM and `further` until disposed. `timeoutMs`, when given, ends the run as well. */
export function listenForStop(
  timeoutMs: number | undefined,
  further: readonly Ending[] = [],
): StopSignal {
  const controller = new AbortController();
  const insisted = Promise.withResolvers<number>();
  let exitCode: number | undefined;
  let askedAt = 0;
  const handlers = [...SIGNALS, ...further].map(({ name, exitCode: code }) => {
    const handler = () => {
      if (exitCode === undefined) {
        exitCode = code;
        askedAt = performance.now();
        controller.abort();
      } else if (performance.now() - askedAt > SAME_WISH_MS) {
        insisted.resolve(exitCode);
      }
    };
    Deno.addSignalListener(name, handler);
    return { name, handler };
  });
  const timer = timeoutMs === undefined
    ? undefined
    : setTimeout(() => controller.abort(), timeoutMs);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    insisted: insisted.promise,
    [Symbol.dispose]() {
      clearTimeout(timer);
      for (const { name, handler } of handlers) Deno.removeSignalListener(name, handler);
    },
  };
}
