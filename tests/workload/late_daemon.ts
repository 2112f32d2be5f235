/** A socket that hands each connection to the real daemon, but only from `open()` on. */
export function listenLate(path: string, target: string): Disposable & { open(): void } {
  const listener = Deno.listen({ transport: "unix", path });
  const opened = Promise.withResolvers<void>();
  const open: Deno.Conn[] = [];
  (async () => {
    for await (const client of listener) {
      open.push(client);
      (async () => {
        await opened.promise;
        const server = await Deno.connect({ transport: "unix", path: target });
        open.push(server);
        await Promise.all([
          client.readable.pipeTo(server.writable),
          server.readable.pipeTo(client.writable),
        ]);
      })().catch(() => {});
    }
  })().catch(() => {});
  return {
    open: () => opened.resolve(),
    [Symbol.dispose]() {
      listener.close();
      for (const connection of open) {
        try {
          connection.close();
        } catch {
          // Its stream has closed it.
        }
      }
    },
  };
}
