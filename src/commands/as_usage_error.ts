import { FilterError, type FilterPart } from "../filter/filter_error.ts";
import { didYouMean } from "./did_you_mean.ts";

/** The flag that holds a part of the filter. */
const FLAGS: Readonly<Record<FilterPart, string>> = {
  container: "--container",
  image: "--image",
  runtime: "--runtime",
  pod: "--pod",
  namespace: "--namespace",
  selector: "--selector",
  comm: "--comm",
  expression: "--filter",
};

/** A filter that makes no sense, as an error that names the flag and what was probably meant. */
export function asUsageError(error: unknown): unknown {
  if (!(error instanceof FilterError)) return error;
  const { message, part } = error;
  return didYouMean(part === undefined ? message : `${FLAGS[part]}: ${message}`, error);
}
