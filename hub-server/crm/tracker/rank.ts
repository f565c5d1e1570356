/**
 * Ranks: places on a board as text. Between any two there is room for one more, so a move writes one row. Digits sort by their bytes
 * (collation "C"); no rank ends in the lowest digit, so that there is always room before it. Equal ranks go by id.
 */
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const base = digits.length;
/** A rank that is appended counts up in a number so wide, so that columns grow without their ranks growing. */
const width = 8;
const step = base ** 4;
/** A column whose ranks grow beyond this is spread evenly again. */
export const longestRank = 40;

const digitAt = (rank: string, index: number) => (index < rank.length ? digits.indexOf(rank[index]!) : 0);

/**
 * The rank in the middle of two others; null stands for either end. Null when there is no room: they are equal or out of order.
 */
export function rankBetween(low: string | null, high: string | null): string | null {
  if (high === null) return rankAfter(low);
  const from = low ?? "";
  if (from >= high) return null;
  let rank = "";
  for (let index = 0, below: string | null = high; ; index++) {
    const floor = digitAt(from, index);
    const ceiling: number = below === null ? base : digitAt(below, index);
    if (ceiling - floor > 1) return rank + digits[(floor + ceiling) >> 1];
    rank += digits[floor];
    if (floor < ceiling) below = null; // smaller than `high` already: the rest is free
  }
}

/** A rank behind the last one. @param random from 0 to 1, so that two who append at once rarely meet */
export function rankAfter(last: string | null, random: () => number = Math.random): string {
  let head = 0;
  for (let index = 0; index < width; index++) head = head * base + digitAt(last ?? "", index);
  const jitter = Math.floor(random() * (step / base - 1)) * base + 1 + Math.floor(random() * (base - 1));
  const next = head - (head % base) + step + jitter;
  if (next >= base ** width) return `${last}${digits[base >> 1]}`;
  let rank = "";
  for (let rest = next, left = width; left > 0; left--, rest = Math.floor(rest / base))
    rank = digits[rest % base] + rank;
  return rank;
}
