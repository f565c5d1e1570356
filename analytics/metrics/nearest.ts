/** The word that was probably meant. */

/** @returns the allowed word within two slips (swapped neighbours count as one), or the only one that starts like `got` */
export function nearest(got: string, allowed: readonly string[]): string | null {
  const word = got.toLowerCase();
  const ranked = allowed
    .map((candidate) => ({ candidate, slips: slips(word, candidate.toLowerCase()) }))
    .filter(({ candidate, slips }) => slips <= Math.min(2, Math.floor(candidate.length / 2)))
    .toSorted((a, b) => a.slips - b.slips);
  if (ranked[0]) return ranked[0].candidate;
  const starting =
    word.length < 2 ? [] : allowed.filter((candidate) => candidate.toLowerCase().startsWith(word));
  return starting.length === 1 ? starting[0]! : null;
}

/** Optimal string alignment distance. */
function slips(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
