/**
 * A regular expression that is made when it is asked for the first time: for those with properties of characters, such as
 * `\p{L}`, which few texts need and which take up to a millisecond to make. They are written as strings, since a literal is
 * compiled when its module is read.
 */
export function lazyPattern(source: string, flags: string): () => RegExp {
  let pattern: RegExp | undefined;
  return () => pattern ??= new RegExp(source, flags);
}
