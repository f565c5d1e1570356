/** Which of the words that exist a mistyped one was meant to be. */

/**
 * Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, replacements and neighbours swapped.
 * Source: L. Boytsov, "Indexing methods for approximate dictionary searching", 2011.
 */
export function distance(left: string, right: string): number {
  let before: number[] = [];
  let above = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1];
      const swapped = i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1];
      row[j] = Math.min(
        above[j]! + 1,
        row[j - 1]! + 1,
        above[j - 1]! + (same ? 0 : 1),
        swapped ? before[j - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, above] = [above, row];
  }
  return above[right.length]!;
}

/**
 * The known words that are meant: the only one that begins so, else the nearest, at most two slips away.
 * Short words allow fewer slips: otherwise every two letters would be near to everything.
 */
export function nearest(word: string, known: readonly string[]): string[] {
  const meant = word.toLowerCase();
  const beginning = known.filter((candidate) => meant.length > 1 && candidate.startsWith(meant));
  if (beginning.length === 1) return beginning;
  const slips = meant.length <= 2 ? 1 : 2;
  const near = known
    .map((candidate) => ({ candidate, far: distance(meant, candidate) }))
    .filter(({ candidate, far }) => far <= slips && far < Math.max(meant.length, candidate.length));
  const least = Math.min(...near.map(({ far }) => far));
  return near.filter(({ far }) => far === least).map(({ candidate }) => candidate);
}
