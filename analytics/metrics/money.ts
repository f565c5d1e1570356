/** Amounts: never of two currencies in one number, and with the digits of their currency. */
import { CurrenciesMixed } from "../errors.ts";
import type { AnswerRow } from "./answer.ts";
import { isMoney, isTime, type ColumnDimension, type Metric } from "./metric.ts";
import { mostDimensions, type Asking } from "./read.ts";

/** Digits after the point where they are not two, by ISO 4217; what shops round to in daily life is another matter. */
const unusual: Readonly<Record<number, string>> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
};

/** Digits after the point; two for a code that nobody knows. */
export function digitsOf(currency: string): number {
  for (const [digits, codes] of Object.entries(unusual))
    if (codes.split(" ").includes(currency)) return Number(digits);
  return 2;
}

/** Minor units, also fractions of them, as major units rounded to the currency's digits. */
export function major(minor: number, currency: string): number {
  return Math.round(minor) / 10 ** digitsOf(currency);
}

export const hasMoney = ({ measures }: Metric): boolean => measures.some(isMoney);

/** The dimension that tells currencies apart; a metric with money has one. */
export const currencyOf = ({ metric }: Asking): ColumnDimension | undefined =>
  metric.dimensions.find(
    (dimension): dimension is ColumnDimension => !isTime(dimension) && dimension.column === metric.currency,
  );

/**
 * Where several currencies count, the question is cut by currency too.
 * @throws CurrenciesMixed when it is cut twice already
 */
export function apart(asking: Asking, currencies: readonly string[]): Asking {
  const dimension = currencyOf(asking);
  if (currencies.length < 2 || !dimension || asking.by.includes(dimension)) return asking;
  if (asking.by.length >= mostDimensions) throw new CurrenciesMixed(currencies, dimension.name);
  return { ...asking, by: [...asking.by, dimension] };
}

/** The measures of money in major units. */
export function inMajor(row: AnswerRow, { metric }: Asking, only: string | undefined): AnswerRow {
  const currency = only ?? row["currency"];
  const money = metric.measures.filter(isMoney).map(({ key }): [string, number | null] => {
    const value = row[key];
    return [key, typeof value === "number" && currency ? major(value, String(currency)) : null];
  });
  return { ...row, ...Object.fromEntries(money) };
}
