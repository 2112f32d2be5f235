/** Whether a daemon answers a ping on its socket within 2 s; false for every kind of failure. */
export async function answersPing(socket: string): Promise<boolean> {
  using client = Deno.createHttpClient({ proxy: { transport: "unix", path: socket } });
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), 2_000);
  try {
    const response = await fetch("http://d/_ping", { client, signal: abort.signal });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
