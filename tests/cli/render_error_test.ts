import { assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { CliError, UsageError } from "../../src/cli/cli_error.ts";
import { exitCodeOf, renderError } from "../../src/cli/render_error.ts";

Deno.test("renderError() writes what, each cause, and what to try", () => {
  const cause = new Error("cannot load the BPF object", {
    cause: new Error("operation not permitted"),
  });
  const error = new CliError("cannot start tracing", { cause, hint: "run as root", exitCode: 3 });
  assertEquals(
    renderError(error),
    "ctrack: cannot start tracing\n" +
      "  because: cannot load the BPF object\n" +
      "  because: operation not permitted\n" +
      "  try: run as root\n",
  );
  assertEquals(exitCodeOf(error), 3);
});

Deno.test("renderError() takes the hint of a cause when the error has none", () => {
  const error = new CliError("no", { cause: new UsageError("why", { hint: "do this" }) });
  assertEquals(renderError(error), "ctrack: no\n  because: why\n  try: do this\n");
});

Deno.test("renderError() calls an unexpected error a bug and shows its stack on demand only", () => {
  const error = new TypeError("x is undefined");
  assertMatch(
    renderError(error),
    /^ctrack: unexpected error: x is undefined\n {2}try: this is a bug/,
  );
  assertEquals(renderError(error).split("\n").length, 3);
  assertMatch(renderError(error, { stack: true }), /\n\s+at .*render_error_test/);
  assertStringIncludes(renderError("text"), "unexpected error: text");
  assertEquals(exitCodeOf(error), 1);
});

Deno.test("renderError() lets no control character through and ends on a circle of causes", () => {
  const hostile = new CliError("no file \x1b[31m\n\u202e", { hint: "a\rb" });
  assertEquals(renderError(hostile), "ctrack: no file \\x1b[31m\\n\\u202e\n  try: a\\rb\n");
  const hidden = new CliError("a\u200b\u{e0041}\ufeff\ud83d");
  assertEquals(renderError(hidden), "ctrack: a\\u200b\\U000e0041\\ufeff\\ud83d\n");
  const circle = new Error("round");
  const other = new Error("and round", { cause: circle });
  circle.cause = other;
  assertFalse(renderError(new CliError("turning", { cause: circle })).length > 1000);
});
