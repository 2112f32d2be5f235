/**
 * Registers a test that connects by gRPC. The library leaves timers behind when a channel is closed: pauses before
 * a next attempt, at most some seconds long. They hold no program up, and do nothing.
 */
export function testGrpc(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
}
