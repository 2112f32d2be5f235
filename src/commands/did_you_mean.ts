import { UsageError } from "../cli/cli_error.ts";
import { nearest } from "../cli/nearest.ts";

/** What the errors of filters and formats tell about a wish that cannot be fulfilled. */
export interface Mistake {
  readonly hint: string | undefined;
  /** A name that is not known, and the names that are. */
  readonly unknown: { readonly given: string; readonly known: readonly string[] } | undefined;
}

/** A usage error that names what was probably meant; where nothing is near, the mistake's own hint. */
export function didYouMean(message: string, { hint, unknown }: Mistake): UsageError {
  const meant = unknown === undefined ? undefined : nearest(unknown.given, unknown.known);
  const way = meant === undefined ? hint : `did you mean ${meant}?`;
  return new UsageError(message, way === undefined ? {} : { hint: way });
}
