import { UsageError } from "../cli/cli_error.ts";
import { createRedactor, redactNothing, type Redactor } from "../redact/create_redactor.ts";
import type { RedactValues } from "./redact_flags.ts";

/** What takes secrets out of events. @throws {UsageError} for what is no regular expression. */
export function redactorOf(values: RedactValues): Redactor {
  if (values["no-redact"]) return redactNothing;
  return createRedactor({
    names: values.redact,
    patterns: values["redact-pattern"].map(patternOf),
  });
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text, "g");
  } catch (error) {
    throw new UsageError(`--redact-pattern takes no "${text}"`, {
      cause: error,
      hint: "write a regular expression of JavaScript, such as 'acme-[0-9a-f]{32}'",
    });
  }
}
