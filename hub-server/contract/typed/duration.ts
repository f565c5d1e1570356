/** Lengths of time as people type them: `25m`, `1h30`, `1:30h`, `90 min`, `1.5 hours`. */

const names: readonly (readonly [number, string])[] = [
  [1, "s sec secs second seconds"],
  [60, "m min mins minute minutes"],
  [3600, "h hr hrs hour hours std"],
];
const units: Readonly<Record<string, number>> = Object.fromEntries(
  names.flatMap(([seconds, words]) => words.split(" ").map((word) => [word, seconds])),
);

/** Longest length that the hub keeps: a week, in seconds. */
const longest = 604_800;

/** Seconds, or undefined when the word is not a length of time. */
export function readDuration(word: string): number | undefined {
  const text = word.toLowerCase();
  const both = /^(\d{1,3})\s?(?:h|hr|hrs|std):?\s?(\d{1,2})\s?(?:m|min|mins)?$|^(\d{1,2}):(\d{2})h$/.exec(
    text,
  );
  if (both) return inRange(Number(both[1] ?? both[3]) * 3600 + Number(both[2] ?? both[4]) * 60);
  const one = /^(\d{1,5}(?:[.,]\d{1,2})?)\s?([a-z]+)$/.exec(text);
  const unit = one && units[one[2]!];
  return unit ? inRange(Math.round(Number(one[1]!.replace(",", ".")) * unit)) : undefined;
}

/** True for a word that needs a number before it, e.g. `min` in `25 min`. */
export function isUnit(word: string): boolean {
  return Object.hasOwn(units, word.toLowerCase());
}

function inRange(seconds: number): number | undefined {
  return seconds > 0 && seconds <= longest ? seconds : undefined;
}
