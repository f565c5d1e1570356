/** Exact fractions. Pay is reckoned with them and rounded once, at the end of each line: no float ever stands between two cents. */

export interface Fraction {
  readonly over: bigint;
  /** Always above zero. */
  readonly under: bigint;
}

export function fraction(over: bigint, under = 1n): Fraction {
  if (under === 0n) throw new RangeError("division by zero");
  const sign = under < 0n ? -1n : 1n;
  const common = gcd(over < 0n ? -over : over, sign * under);
  return { over: (sign * over) / common, under: (sign * under) / common };
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}

/** @param text a decimal number such as `9.3`, or a number that prints as one. @throws RangeError for anything else */
export function decimal(text: string | number): Fraction {
  const parts = /^(-?)(\d{1,30})(?:\.(\d{1,12}))?$/.exec(String(text));
  if (!parts) throw new RangeError(`"${text}" is not a number of at most 12 decimals`);
  const [, sign, whole, rest = ""] = parts;
  return fraction(BigInt(`${sign}${whole}${rest}`), 10n ** BigInt(rest.length));
}

export const plus = (a: Fraction, b: Fraction) =>
  fraction(a.over * b.under + b.over * a.under, a.under * b.under);
export const minus = (a: Fraction, b: Fraction) => plus(a, { over: -b.over, under: b.under });
export const times = (a: Fraction, b: Fraction) => fraction(a.over * b.over, a.under * b.under);
export const divided = (a: Fraction, b: Fraction) => fraction(a.over * b.under, a.under * b.over);
/** Below zero when `a` is less, above when it is more. */
export const compared = (a: Fraction, b: Fraction) => Number(sign(a.over * b.under - b.over * a.under));
const sign = (n: bigint) => (n > 0n ? 1n : n < 0n ? -1n : 0n);

/** The nearest whole number, halves away from zero, as the database rounds. @throws RangeError past what an amount may be */
export function rounded({ over, under }: Fraction): number {
  const size = over < 0n ? -over : over;
  const whole = (2n * size + under) / (2n * under);
  if (whole > 9_000_000_000_000n) throw new RangeError("the result is larger than any amount");
  return Number(over < 0n ? -whole : whole);
}
