import type { Event, Exit } from "./event.ts";

/** Whether a process ended by a signal or with another code than 0. An end that nobody saw is none. */
export function hasFailed({ code, signal }: Exit): boolean {
  return signal !== undefined || (code ?? 0) !== 0;
}

/**
 * Whether a person would call it a failure: an exit by signal or with another code than 0, of a process or
 * of a container, memory that ran out, bad health, or a loss.
 */
export function isFailure(event: Event): boolean {
  if (event.kind === "lost") return true;
  if (event.kind === "container") {
    const { exitCode = 0, health } = event.happening ?? {};
    return event.action === "oom" || exitCode !== 0 || health === "unhealthy";
  }
  return event.kind === "exit" && hasFailed(event.exit);
}
