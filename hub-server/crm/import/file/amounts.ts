/** Numbers and amounts of money as people write them. What the comma means is a matter of the column, never of a cell. */
import { minorDigits } from "../../../contract/currency.ts";
import { currencyOf, currencyWithin } from "./currency.ts";

export type Decimal = "." | ",";

/** Characters; what is longer is no number, and is not looked at. */
export const longestNumber = 60;

/** What a column tells of the sign before its decimals: itself, or nothing when every number could be read both ways. */
export interface Told {
  readonly decimal: Decimal | null;
  /** A number that could be read both ways, with the sign in question. */
  readonly unsure?: { readonly example: string; readonly sign: Decimal };
}

/** What a column tells of the sign before its decimals, a value at a time. */
export interface DecimalNotes {
  /** @returns whether it may tell more */
  readonly add: (value: string) => boolean;
  readonly told: () => Told;
  /** Some value holds a comma or a dot: a column without any tells nothing about another. */
  readonly signed: () => boolean;
}

export function decimalNotes(): DecimalNotes {
  let unsure: Told["unsure"];
  let decimal: Decimal | undefined;
  let signed = false;
  return {
    add: (value) => {
      if (decimal) return false;
      signed ||= /[.,]/.test(value);
      const found = signIn(value);
      decimal = found?.sure ? found.sign : undefined;
      if (found && !found.sure) unsure ??= { example: value.trim(), sign: found.sign };
      return !decimal;
    },
    told: () => (decimal || !unsure ? { decimal: decimal ?? "." } : { decimal: null, unsure }),
    signed: () => signed,
  };
}

/** The sign before the decimals of a number; not sure: it could stand between thousands too. */
function signIn(value: string): { sign: Decimal; sure: boolean } | undefined {
  const digits = bare(value)?.digits;
  if (!digits) return undefined;
  const [comma, dot] = [digits.lastIndexOf(","), digits.lastIndexOf(".")];
  if (comma >= 0 && dot >= 0) return { sign: comma > dot ? "," : ".", sure: true };
  const sign = comma >= 0 ? "," : dot >= 0 ? "." : undefined;
  if (!sign) return undefined;
  const groups = digits.split(sign);
  if (groups.length > 2) return { sign: sign === "," ? "." : ",", sure: true };
  const whole = groups[0]!;
  return { sign, sure: groups[1]!.length !== 3 || whole.length > 3 || /^(0.*)?$/.test(whole) };
}

interface Bare {
  readonly negative: boolean;
  /** Digits, commas and dots. */
  readonly digits: string;
}

/** Groups by spaces and apostrophes are of three digits; they say nothing about commas and dots. */
const spaced = /^\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?=$|[.,])/;

/** One currency before or after, a sign at either end or brackets around the whole; undefined when something else is left. */
function bare(text: string): Bare | undefined {
  if (text.length > longestNumber) return undefined;
  const bracketed = /^\((.*)\)$/.exec(unpriced(text));
  const inner = unpriced(bracketed?.[1] ?? text);
  const [, before = "", rest = "", after = ""] = /^([-+\u2212]?)\s*(.*?)\s*(-?)$/.exec(inner) ?? [];
  if ([bracketed ? "(" : "", before, after].filter(Boolean).length > 1) return undefined;
  const digits = unpriced(rest).replace(spaced, (grouped) => grouped.replaceAll(/\D/g, ""));
  if (!/^\d[\d.,]*$|^[.,]\d+$/.test(digits)) return undefined;
  return { negative: Boolean(bracketed) || after === "-" || (before !== "" && before !== "+"), digits };
}

/** Without the currency before or after it. */
function unpriced(text: string): string {
  const whole = text.trim();
  const found = currencyWithin(whole);
  if (!found) return whole;
  if (whole.startsWith(found)) return whole.slice(found.length).trim();
  return whole.endsWith(found) ? whole.slice(0, -found.length).trim() : whole;
}

/** @returns undefined when it is no number */
export function numberOf(text: string, decimal: Decimal): number | undefined {
  const found = bare(text.trim().replace(/%$/, ""));
  if (!found) return undefined;
  const group = decimal === "," ? "." : ",";
  const [whole = "", ...more] = found.digits.split(decimal);
  if (more.length > 1 || more[0]?.includes(group) || !isGrouped(whole.split(group))) return undefined;
  return Number(`${found.negative ? "-" : ""}${whole.replaceAll(group, "")}.${more[0] || "0"}`);
}

/** 1,234,567 and, as in India, 12,34,567. */
const isGrouped = (groups: readonly string[]) =>
  groups.length === 1 ||
  (/^\d{1,3}$/.test(groups[0]!) &&
    groups.slice(1, -1).every((part) => part.length === 3 || part.length === 2) &&
    groups.at(-1)!.length === 3);

/** The currency that an amount names, and whether by its code: a sign such as $ is that of several. */
export function currencyIn(text: string): { code: string; sure: boolean } | undefined {
  const found = text.length > longestNumber ? undefined : currencyWithin(text);
  return found ? { code: currencyOf(found)!, sure: /^[A-Z]{3}$/.test(found) } : undefined;
}

/** Minor units of an amount, e.g. cents; rounded half away from zero where there are more decimals. */
export function minorUnits(amount: number, currency: string): number {
  const scaled = Number(`${Math.abs(amount)}e${minorDigits(currency)}`);
  return Math.sign(amount) * Math.round(scaled);
}
