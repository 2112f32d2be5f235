/** What a promise gives, or `otherwise` after `ms`: what hangs on a disk must not hold up the whole. */
export async function within<T>(asked: Promise<T>, ms: number, otherwise: T): Promise<T> {
  const late = Promise.withResolvers<T>();
  const timer = setTimeout(late.resolve, ms, otherwise);
  try {
    return await Promise.race([asked, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
