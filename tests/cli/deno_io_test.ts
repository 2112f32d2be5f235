import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { CliError, ClosedPipeError } from "../../src/cli/cli_error.ts";
import { denoIo, type OutputStream, StreamOutput } from "../../src/cli/deno_io.ts";

/** A stream that takes three bytes at a time and fails when told to. */
class Narrow implements OutputStream {
  text = "";
  failures: Error[] = [];
  /** Now, and how much later each write ends, ms. */
  time = 0;
  takes = 1;

  async write(bytes: Uint8Array): Promise<number> {
    await Promise.resolve();
    return this.writeSync(bytes);
  }

  writeSync(bytes: Uint8Array): number {
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    const part = bytes.subarray(0, 3);
    this.time += this.takes;
    this.text += new TextDecoder().decode(part);
    return part.length;
  }

  isTerminal(): boolean {
    return false;
  }
}

function narrow(isFile = false) {
  const stream = new Narrow();
  const output = new StreamOutput("stdout", stream, {
    size: () => ({ columns: 80, rows: 24 }),
    isFile: () => isFile,
    now: () => stream.time,
  });
  return { stream, output };
}

const encoder = new TextEncoder();

/** Says on stderr how much denoIo() takes at once. */
const PROBE = `import { denoIo } from "${new URL("../../src/cli/deno_io.ts", import.meta.url)}";
console.error(denoIo().stdout.writeNow(new TextEncoder().encode("now")));`;

Deno.test("StreamOutput.write() writes all of each text, in order", async () => {
  const { stream, output } = narrow();
  const bytes = encoder.encode("second\n");
  await Promise.all([output.write("first line\n"), output.write(bytes), output.write("third\n")]);
  assertEquals(stream.text, "first line\nsecond\nthird\n");
});

Deno.test("StreamOutput.write() waits while a non-blocking pipe is full", async () => {
  const { stream, output } = narrow();
  stream.failures = [new Deno.errors.WouldBlock("full")];
  await output.write("abcdef");
  assertEquals(stream.text, "abcdef");
});

Deno.test("StreamOutput.write() tells a closed pipe from other failures", async () => {
  const { stream, output } = narrow();
  stream.failures = [new Deno.errors.BrokenPipe("gone"), new Error("disk full")];
  await assertRejects(() => output.write("a"), ClosedPipeError, "stdout was closed");
  const error = await assertRejects(() => output.write("b"), CliError, "cannot write to stdout");
  assertEquals(error.cause instanceof Error && error.cause.message, "disk full");
  await output.write("c");
  assertEquals(stream.text, "c");
});

Deno.test("StreamOutput.writeNow() writes all at once into a file, and behind no write that waits", async () => {
  const { stream, output } = narrow(true);
  assertEquals(output.writeNow(encoder.encode("first line\n")), 11);
  assertEquals(stream.text, "first line\n");
  const written = output.write("second\n");
  assertEquals(output.writeNow(encoder.encode("third\n")), 0);
  await written;
  assertEquals(output.writeNow(encoder.encode("third\n")), 6);
  assertEquals(stream.text, "first line\nsecond\nthird\n");
});

Deno.test("StreamOutput.writeNow() leaves a slow disk to write()", async () => {
  const { stream, output } = narrow(true);
  stream.takes = 1000;
  assertEquals(output.writeNow(encoder.encode("a")), 1);
  stream.takes = 1;
  assertEquals(output.writeNow(encoder.encode("b")), 0);
  await output.write("b");
  assertEquals(stream.text, "ab");
});

Deno.test("StreamOutput.writeNow() leaves it to write() where somebody reads", () => {
  const { stream, output } = narrow();
  assertEquals(output.writeNow(encoder.encode("line\n")), 0);
  assertEquals(stream.text, "");
});

Deno.test("StreamOutput.writeNow() fails as write() does, and the next one finds out for itself", async () => {
  const { stream, output } = narrow(true);
  stream.failures = [new Error("disk full"), new Error("disk full")];
  const error = assertThrows(() => output.writeNow(encoder.encode("a")), CliError);
  const awaited = await assertRejects(() => output.write("a"), CliError, error.message);
  assertEquals(error.cause instanceof Error && error.cause.message, "disk full");
  assertEquals(awaited.exitCode, error.exitCode);
  assertEquals(output.writeNow(encoder.encode("b")), 1);
  assertEquals(stream.text, "b");
});

const TO_EACH = '"$@" >"$0" && "$@" >/dev/null && "$@" | cat >>"$0"';

Deno.test("denoIo() knows a file, and nothing, from a pipe", async () => {
  const file = await Deno.makeTempFile();
  try {
    const { stderr } = await new Deno.Command("sh", {
      args: ["-c", TO_EACH, file, Deno.execPath(), "eval", PROBE],
    }).output();
    assertEquals(new TextDecoder().decode(stderr), "3\n3\n0\n");
    assertEquals(await Deno.readTextFile(file), "now");
  } finally {
    await Deno.remove(file);
  }
});

Deno.test("StreamOutput.columns() and rows() are unknown where there is no terminal", () => {
  assertEquals(narrow().output.columns(), undefined);
  assertEquals(narrow().output.rows(), undefined);
});

Deno.test("denoIo() gives no variable that is not set", () => {
  assertEquals(denoIo().env("CTRACK_NO_SUCH_VARIABLE"), undefined);
});
