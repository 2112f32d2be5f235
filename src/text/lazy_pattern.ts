/**
 * A regular expression that is made when it is asked for the first time. For those with properties of characters (`\p{…}`),
 * which take up to a millisecond to make, and are needed by few texts; as a string, since a literal is made when the
 * module is read.
 */
export function lazyPattern(source: string, flags: string): () => RegExp {
  let pattern: RegExp | undefined;
  return () => pattern ??= new RegExp(source, flags);
}
