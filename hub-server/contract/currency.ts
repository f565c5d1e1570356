/** Currencies by their ISO 4217 codes. The database says the same (ledger.exponent); what browsers round to in shops is another matter. */

const none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
const three = "BHD IQD JOD KWD LYD OMR TND";
const four = "CLF UYW";
const unusual = new Map<string, number>(
  (
    [
      [none, 0],
      [three, 3],
      [four, 4],
    ] as const
  ).flatMap(([codes, digits]) => codes.split(" ").map((code) => [code, digits] as const)),
);

/** How many digits the minor unit of a currency has: 2 for EUR, 0 for JPY, 3 for KWD; 2 for codes that nobody knows. */
export const minorDigits = (currency: string): number => unusual.get(currency) ?? 2;

/** An amount as people read it, with the digits of its currency. @param shown `symbol` unless given */
export function moneyText(minor: number, currency: string, shown: "symbol" | "code" = "symbol"): string {
  const digits = minorDigits(currency);
  const format = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
    currencyDisplay: shown,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(minor / 10 ** digits);
}
