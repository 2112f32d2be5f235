import { pause } from "../api/backoff.ts";

/**
 * Calls `onChange` after something changed in a folder, at most once each `pauseMs`, until the signal aborts or the
 * folder cannot be watched. Nothing is polled: the kernel tells. Never rejects.
 */
export async function watchFolder(
  path: string,
  pauseMs: number,
  signal: AbortSignal,
  onChange: () => void,
): Promise<void> {
  if (signal.aborted) return;
  try {
    using watcher = Deno.watchFs(path, { recursive: false });
    const close = (): void => watcher.close();
    signal.addEventListener("abort", close);
    try {
      for await (const { kind } of watcher) {
        // Whoever is told of a change opens and reads what has changed.
        if (kind === "access") continue;
        onChange();
        await pause(pauseMs, signal);
        if (signal.aborted) return;
      }
    } finally {
      signal.removeEventListener("abort", close);
    }
  } catch {
    // No such folder, no right to it, or no watch left: then the log is read at each lookup alone.
  }
}
