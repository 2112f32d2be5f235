import { assertEquals } from "@std/assert";
import { type Log, openLog, type Verbosity } from "../../src/cli/log.ts";
import { MemoryOutput } from "./memory_io.ts";

function written(verbosity: Verbosity, say: (log: Log) => void): string {
  const stderr = new MemoryOutput();
  say(openLog(stderr, verbosity));
  return stderr.text;
}

const sayAll = (log: Log) => {
  log.debug("a detail");
  log.info("tracing");
  log.warn("docker does not answer");
};

Deno.test("openLog() says what the run does, warnings marked as such", () => {
  assertEquals(
    written("normal", sayAll),
    "ctrack: tracing\nctrack: warning: docker does not answer\n",
  );
});

Deno.test("openLog() says details on demand, and nothing when quiet", () => {
  assertEquals(
    written("verbose", sayAll),
    "ctrack: a detail\nctrack: tracing\nctrack: warning: docker does not answer\n",
  );
  assertEquals(written("quiet", sayAll), "");
});

Deno.test("openLog() takes text as it is, braces too", () => {
  const text = "{text} {{ {0} } {}";
  assertEquals(written("normal", (log) => log.info(text)), `ctrack: ${text}\n`);
});

Deno.test("openLog() keeps a message on its line, without escape sequences", () => {
  const text = written("normal", (log) => log.warn("a\nb \x1b[31mred"));
  assertEquals(text.split("\n").length, 2);
  assertEquals(text.includes("\x1b"), false);
});

Deno.test("openLog() drops what nobody reads", async () => {
  const stderr = new MemoryOutput();
  stderr.write = () => Promise.reject(new Error("closed pipe"));
  const log = openLog(stderr, "normal");
  log.info("tracing");
  // An unhandled rejection would fail the test here.
  await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(stderr.text, "");
});
