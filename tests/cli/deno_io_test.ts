import { assertEquals, assertRejects } from "@std/assert";
import { CliError, ClosedPipeError } from "../../src/cli/cli_error.ts";
import { denoIo, type OutputStream, StreamOutput } from "../../src/cli/deno_io.ts";

/** A stream that takes three bytes at a time and fails when told to. */
class Narrow implements OutputStream {
  text = "";
  failures: Error[] = [];

  async write(bytes: Uint8Array): Promise<number> {
    await Promise.resolve();
    const failure = this.failures.shift();
    if (failure !== undefined) throw failure;
    const part = bytes.subarray(0, 3);
    this.text += new TextDecoder().decode(part);
    return part.length;
  }

  isTerminal(): boolean {
    return false;
  }
}

function narrow() {
  const stream = new Narrow();
  return { stream, output: new StreamOutput("stdout", stream, () => ({ columns: 80, rows: 24 })) };
}

Deno.test("StreamOutput.write() writes all of each text, in order", async () => {
  const { stream, output } = narrow();
  const bytes = new TextEncoder().encode("second\n");
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

Deno.test("StreamOutput.columns() and rows() are unknown where there is no terminal", () => {
  assertEquals(narrow().output.columns(), undefined);
  assertEquals(narrow().output.rows(), undefined);
});

Deno.test("denoIo() gives no variable that is not set", () => {
  assertEquals(denoIo().env("CTRACK_NO_SUCH_VARIABLE"), undefined);
});
