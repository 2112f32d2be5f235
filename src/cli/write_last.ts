import type { TextOutput } from "./io.ts";

/** How long whoever reads may take for the last words, ms. */
const PATIENCE_MS = 1000;

/** Writes what is said at the very end: waits only so long for a reader, and does not miss one that has gone. */
export async function writeLast(output: TextOutput, text: string): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<void>((resolve) => timer = setTimeout(resolve, PATIENCE_MS));
  await Promise.race([output.write(text).catch(() => {}), patience]);
  clearTimeout(timer);
}
