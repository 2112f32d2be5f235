/**
 * How much a quantity grows over its samples, taken at equal steps of work: the median of the slopes between all
 * pairs of samples (Theil-Sen), times the steps. One sample that the garbage collector has just inflated or
 * shrunk does not move it, nor do several: more than a quarter of them must.
 */
export function growth(samples: readonly number[]): number {
  const slopes: number[] = [];
  for (const [at, sample] of samples.entries()) {
    for (const [before, earlier] of samples.slice(0, at).entries()) {
      slopes.push((sample - earlier) / (at - before));
    }
  }
  if (slopes.length === 0) throw new RangeError(`${samples.length} samples show no growth`);
  slopes.sort((a, b) => a - b);
  const middle = slopes.length >> 1;
  const [low = 0, high = 0] = [
    slopes[slopes.length % 2 === 0 ? middle - 1 : middle],
    slopes[middle],
  ];
  return (low + high) / 2 * (samples.length - 1);
}
