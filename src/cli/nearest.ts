/**
 * The word that was most likely meant: one or two slips away, or, for longer words, up to a third
 * of its letters; undefined when nothing is that near. A slip is a letter too many, missing, wrong,
 * or two neighbours swapped.
 */
export function nearest(given: string, words: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  const text = given.toLowerCase();
  for (const word of words) {
    const allowed = Math.max(given.length <= 3 ? 1 : 2, Math.floor(word.length / 3));
    if (Math.abs(word.length - text.length) > allowed) continue;
    const distance = slips(text, word.toLowerCase());
    if (distance <= allowed && distance < bestDistance) {
      best = word;
      bestDistance = distance;
    }
  }
  return best;
}

/** Optimal string alignment distance, three rows of the table at a time. */
function slips(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const wrong = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + wrong);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, at(before, j - 2) + 1);
      }
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
