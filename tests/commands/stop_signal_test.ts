import { assertEquals } from "@std/assert";
import { listenForStop, TERMINAL_SIGNALS } from "../../src/commands/stop_signal.ts";

// A signal may still be on its way when the last listener of a test has gone: it must not end the tests.
for (const signal of ["SIGTERM", "SIGHUP"] as const) Deno.addSignalListener(signal, () => {});

async function aborted(signal: AbortSignal): Promise<void> {
  // Listening to process signals does not keep the program alive.
  const alive = setInterval(() => {}, 1000);
  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  clearInterval(alive);
}

Deno.test("listenForStop() ends the run at SIGTERM, with its exit code", async () => {
  using stop = listenForStop(undefined);
  const ended = aborted(stop.signal);
  assertEquals([stop.signal.aborted, stop.exitCode], [false, undefined]);
  Deno.kill(Deno.pid, "SIGTERM");
  await ended;
  assertEquals(stop.exitCode, 143);
});

Deno.test("listenForStop() ends the run when the terminal is closed, for those who ask", async () => {
  using stop = listenForStop(undefined, TERMINAL_SIGNALS);
  const ended = aborted(stop.signal);
  Deno.kill(Deno.pid, "SIGHUP");
  await ended;
  assertEquals(stop.exitCode, 129);
});

Deno.test("listenForStop() ends the run after a time, with no exit code of its own", async () => {
  using stop = listenForStop(1);
  await aborted(stop.signal);
  assertEquals(stop.exitCode, undefined);
});

Deno.test("listenForStop() tells when a second signal insists", async () => {
  using stop = listenForStop(undefined);
  const ended = aborted(stop.signal);
  Deno.kill(Deno.pid, "SIGTERM");
  await ended;
  // Signals in quick succession are one wish: the test repeats its own until it counts as another.
  const insisting = setInterval(() => Deno.kill(Deno.pid, "SIGTERM"), 20);
  assertEquals(await stop.insisted, 143);
  clearInterval(insisting);
});

Deno.test("listenForStop() leaves no timer and no listener behind", () => {
  // The test runner fails a test that leaves either.
  listenForStop(60_000)[Symbol.dispose]();
});
