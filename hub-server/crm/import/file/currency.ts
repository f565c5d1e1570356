/** Currencies as people write them: codes, signs, English names. */

const signs: Readonly<Record<string, string>> = {
  R$: "BRL",
  zł: "PLN",
  "€": "EUR",
  $: "USD",
  "£": "GBP",
  "¥": "JPY",
  "₹": "INR",
  "₺": "TRY",
  "₩": "KRW",
};
const codes = new Set(Intl.supportedValuesOf("currency"));
const names = new Intl.DisplayNames("en", { type: "currency" });
const named = new Map([...codes].map((code) => [names.of(code)!.toLowerCase(), code]));

/** @param text the whole of a cell: `EUR`, `eur`, `€`, `Euro` @returns ISO 4217 code; undefined when it is no currency */
export function currencyOf(text: string): string | undefined {
  const whole = text.trim();
  const code = whole.toUpperCase();
  return codes.has(code) ? code : (signs[whole] ?? named.get(whole.toLowerCase()));
}

/** The code or the sign that stands in an amount; of codes only those that exist: `10 PCS` names none. */
export function currencyWithin(text: string): string | undefined {
  const code = /(?<![A-Z])([A-Z]{3})(?![A-Z])/.exec(text)?.[1];
  if (code && codes.has(code)) return code;
  return Object.keys(signs).find((sign) => text.includes(sign));
}
