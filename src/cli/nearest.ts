import { levenshteinDistance } from "@std/text/levenshtein-distance";

/**
 * The word that was most likely meant: two slips away, or, for longer words, up to a third of its
 * letters; undefined when nothing is that near. A slip is a letter too many, missing, wrong or in another place.
 */
export function nearest(given: string, words: Iterable<string>): string | undefined {
  const distance: (a: string, b: string) => number = levenshteinDistance;
  const text = given.toLowerCase();
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const word of words) {
    const allowed = Math.max(2, Math.floor(word.length / 3));
    // Words of other lengths are further away than that, whatever their letters.
    if (given.length < 2 || Math.abs(word.length - text.length) > allowed) continue;
    const other = word.toLowerCase();
    // Two neighbours swapped are one slip, which this distance counts as two.
    const slips = distance(text, other) - (letters(text) === letters(other) ? 1 : 0);
    if (slips <= allowed && slips < Math.min(bestDistance, text.length)) {
      best = word;
      bestDistance = slips;
    }
  }
  return best;
}

function letters(text: string): string {
  return [...text].sort().join("");
}
