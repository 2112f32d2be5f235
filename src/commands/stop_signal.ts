import { ExitCode } from "../cli/exit_code.ts";

const SIGNALS = [
  { name: "SIGINT", exitCode: ExitCode.interrupted },
  { name: "SIGTERM", exitCode: ExitCode.terminated },
] as const;

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

/** Listens to SIGINT and SIGTERM until disposed. `timeoutMs`, when given, ends the run as well. */
export function listenForStop(timeoutMs: number | undefined): StopSignal {
  const controller = new AbortController();
  const insisted = Promise.withResolvers<number>();
  let exitCode: number | undefined;
  let askedAt = 0;
  const handlers = SIGNALS.map(({ name, exitCode: code }) => {
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
