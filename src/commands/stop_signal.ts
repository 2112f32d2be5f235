import { ExitCode } from "../cli/exit_code.ts";

const SIGNALS = [
  { name: "SIGINT", exitCode: ExitCode.interrupted },
  { name: "SIGTERM", exitCode: ExitCode.terminated },
] as const;

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
  const handlers = SIGNALS.map(({ name, exitCode: code }) => {
    const handler = () => {
      if (exitCode !== undefined) insisted.resolve(exitCode);
      exitCode ??= code;
      controller.abort();
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
