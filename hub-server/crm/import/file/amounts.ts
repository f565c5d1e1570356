/** Numbers and amounts of money as people write them. What the comma means is a matter of the column, never of a cell. */

export type Decimal = "." | ",";

const symbols: Readonly<Record<string, string>> = {
  "€": "EUR",
  $: "USD",
  "£": "GBP",
  "¥": "JPY",
  "₹": "INR",
  zł: "PLN",
  "₺": "TRY",
  "₩": "KRW",
  R$: "BRL",
};

/** The sign before the decimals of a column; null: every number could be read both ways. */
export function decimalOf(values: Iterable<string>): Decimal | null {
  let unsure = false;
  for (const value of values) {
    const digits = bare(value);
    if (!digits) continue;
    const [comma, dot] = [digits.lastIndexOf(","), digits.lastIndexOf(".")];
    if (comma >= 0 && dot >= 0) return comma > dot ? "," : ".";
    const sign = comma >= 0 ? "," : dot >= 0 ? "." : undefined;
    if (!sign) continue;
    const groups = digits.split(sign);
    if (groups.length > 2) return sign === "," ? "." : ",";
    if (groups[1]!.length !== 3 || groups[0]!.length > 3 || /^-?0/.test(groups[0]!)) return sign;
    if (sign === ",") unsure = true; // 1,234; a dot before three digits is left as a decimal unless told otherwise
  }
  return unsure ? null : ".";
}

/** Digits and signs without currency, spaces and brackets; undefined when something else is left. */
function bare(text: string): string | undefined {
  const negative = /^\s*\(.*\)\s*$/.test(text) || /^\s*[^\d]*-/.test(text) || /-\s*$/.test(text);
  const rest = text
    .replaceAll(/R\$|zł|[€$£¥₹₺₩]|\b[A-Z]{3}\b/g, "")
    .replaceAll(/[\s\u00a0\u202f'’()+-]/g, "");
  return /^\d[\d.,]*$|^[.,]\d+$/.test(rest) ? `${negative ? "-" : ""}${rest}` : undefined;
}

/** @returns undefined when it is no number */
export function numberOf(text: string, decimal: Decimal): number | undefined {
  const digits = bare(text.replace(/%\s*$/, ""));
  if (digits === undefined) return undefined;
  const group = decimal === "," ? "." : ",";
  const [whole = "", ...more] = digits.split(decimal);
  if (more.length > 1 || more[0]?.includes(group)) return undefined;
  const groups = whole.replace("-", "").split(group);
  if (groups.slice(1).some((part) => part.length !== 3 && part.length !== 2)) return undefined;
  return Number(`${whole.replaceAll(group, "")}.${more[0] ?? "0"}`);
}

/** The currency that an amount names by sign or code. */
export function currencyIn(text: string): string | undefined {
  const code = /\b([A-Z]{3})\b/.exec(text)?.[1];
  if (code) return code;
  const sign = Object.keys(symbols).find((symbol) => text.includes(symbol));
  return /R\$/.test(text) ? "BRL" : sign && symbols[sign];
}

/** Minor units of an amount, e.g. cents; rounded half away from zero where there are more decimals. */
export function minorUnits(amount: number, currency: string): number {
  const digits =
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const scaled = Number(`${Math.abs(amount)}e${digits}`);
  return Math.sign(amount) * Math.round(scaled);
}
