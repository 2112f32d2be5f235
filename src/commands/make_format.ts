import type { Format, FormatSpec } from "../output/format/format.ts";
import { FormatError } from "../output/format/format_error.ts";
import { createFormat } from "../output/format/formats.ts";
import { didYouMean } from "./did_you_mean.ts";

/** The format that flags ask for. @throws {UsageError} for an unknown field or a broken template. */
export function makeFormat(spec: FormatSpec): Format {
  try {
    return createFormat(spec);
  } catch (error) {
    if (error instanceof FormatError) throw didYouMean(error.message, error);
    throw error;
  }
}
