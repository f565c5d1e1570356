/** Lines of a paper as people type them: one on a line, or divided by semicolons. */
import type { Static } from "typebox";
import type { DocLineIn } from "../commercial-doc.ts";
import { readAmount, type Amount } from "./amount.ts";
import { NotRead } from "./not-read.ts";

export type LineItem = Static<typeof DocLineIn>;

export interface LineItems {
  readonly lines: LineItem[];
  /** Of all prices; undefined when every price is that of its product. */
  readonly currency?: string;
}

const most = 500;
/** Characters; what is longer is no line of a paper, and is not looked at. */
const longest = 700;

/** A comma before a count divides, too: `2 x Chang, 5 x Tofu`. */
const divider = /[\n;]|,(?=\s+\d{1,9}(?:[.,]\d{1,6})?\s?[x×*]\s)/i;

/**
 * Reads `3 x PRD-3 at 900 EUR`, `2 x Chai`, `Setup 500 EUR vat:VAT19 -10%`. A number such as PRD-3, what stands in quotes and what is
 * counted without a price is a product, whose price need not be said; other words describe. The price is that of one piece.
 * @throws NotRead naming the line and what it lacks
 */
export function readLineItems(text: string): LineItems {
  const typed = text
    .split(divider)
    .map((line) => line.trim())
    .filter(Boolean);
  if (typed.length === 0 || typed.length > most) throw new NotRead(`Write one to ${most} lines.`);
  const read = typed.map((line, index) => readOne(line, typed.length > 1 ? `Line ${index + 1}: ` : ""));
  const [currency, other] = new Set(read.flatMap(({ price }) => (price ? [price.currency] : [])));
  if (other) throw new NotRead(`A paper is in one currency; here are ${currency} and ${other}.`);
  return { lines: read.map(({ item }) => item), ...(currency ? { currency } : {}) };
}

/** @throws NotRead when the input names another currency than its lines */
export function withLineItems(
  input: Readonly<Record<string, unknown>>,
  field: string,
  text: string,
): Record<string, unknown> {
  const { lines, currency } = readLineItems(text);
  const stated = input["currency"];
  if (currency && typeof stated === "string" && stated.toUpperCase() !== currency)
    throw new NotRead(`The lines are in ${currency}, and the currency is to be ${stated}.`);
  return { ...input, [field]: lines, ...(currency ? { currency } : {}) };
}

interface One {
  readonly item: LineItem;
  readonly price: Amount | undefined;
}

function readOne(line: string, where: string): One {
  if (line.length > longest) throw new NotRead(`${where}A line has at most ${longest} characters.`);
  try {
    return read(line.replaceAll(/[“”„]/g, '"').replaceAll(/\s+/g, " "));
  } catch (error) {
    throw error instanceof NotRead ? new NotRead(`${where}${error.message}`) : error;
  }
}

function read(line: string): One {
  const { rest: unpaid, ...terms } = termsOf(line);
  const { what: counted, price } = priceOf(unpaid);
  const { quantity, what, isCounted } = quantityOf(counted);
  const named = price || !isCounted ? whatOf(what) : productOf(what);
  if (!named.product && !price)
    throw new NotRead(
      `"${line}" has no price. Write it with its currency, such as ${what || "Setup"} 900 EUR.`,
    );
  if (!named.product && !named.description?.replace(/^\d+ ?[x×*]$/i, ""))
    throw new NotRead(`"${line}" does not say for what.`);
  return {
    item: { ...named, quantity, ...(price ? { unit_price_minor: price.amount_minor } : {}), ...terms },
    price,
  };
}

/** `vat:VAT19` and `-10%` at the end, in any order. */
function termsOf(line: string): { rest: string; tax?: string; discount?: number } {
  const tax = / (?:vat|tax|mwst|ust|tva):(\S{1,20})$/i.exec(line);
  if (tax) return { ...termsOf(line.slice(0, tax.index)), tax: tax[1]! };
  const discount = / [-–](\d{1,2}(?:[.,]\d{1,2})?|100) ?%$/.exec(line);
  if (discount)
    return { ...termsOf(line.slice(0, discount.index)), discount: Number(discount[1]!.replace(",", ".")) };
  return { rest: line };
}

const number = String.raw`-?\d[\d.,']*[km]?`;
const sign = "[A-Z]{3}|[€£¥₹]";
const sums = [
  new RegExp(`(?:^| )(${number} ?(?:${sign}))$`, "i"),
  new RegExp(`(?:^| )((?:${sign}) ?${number})$`, "i"),
];
const bare = new RegExp(`(?:^| )(${number})$`, "i");
const known = new Set(Intl.supportedValuesOf("currency"));

function priceOf(line: string): { what: string; price: Amount | undefined } {
  const found = sums.map((sum) => sum.exec(line)).find((one) => one && isSum(one[1]!));
  if (!found) {
    const lost = bare.exec(line)?.[1];
    if (lost) throw new NotRead(`"${lost}" has no currency. Write ${lost} EUR.`);
    return { what: line, price: undefined };
  }
  const before = line.slice(0, found.index);
  refuseTwoReadings(before, found[1]!);
  return {
    what: before.replace(/(?:^| )(?:@|at|à|zu|je|for|für|pour)$/i, "").trim(),
    price: readAmount(found[1]!),
  };
}

/** `1 200 EUR` may be one amount; `3 x Tea for 1200 EUR` may be the price of all. */
function refuseTwoReadings(before: string, sum: string): void {
  const group = / (\d{1,3})$/.exec(before)?.[1];
  if (group && /^\d{3}(?!\d)/.test(sum))
    throw new NotRead(`"${group} ${sum}" could be two amounts. Write ${group}${sum}, or at ${sum}.`);
  if (/ (?:for|für|pour)$/i.test(before) && quantityOf(before).quantity !== 1)
    throw new NotRead(
      `"for ${sum}" could be the price of one, or of all. Write at ${sum} for the price of one.`,
    );
}

function isSum(text: string): boolean {
  const code = /[A-Z]{3}/i.exec(text)?.[0].toUpperCase();
  return code === undefined || known.has(code);
}

function quantityOf(line: string): { quantity: number; what: string; isCounted: boolean } {
  const found = /^(\d{1,9})(?:([.,])(\d{1,6}))? ?[x×*] ?(?=\S)(.*)$/i.exec(line);
  if (!found) return { quantity: 1, what: line, isCounted: false };
  const [, whole, mark, fraction, what] = found;
  if (mark && fraction!.length === 3)
    throw new NotRead(
      `"${whole}${mark}${fraction}" could be two numbers. Write ${whole}${fraction}, or another fraction.`,
    );
  return { quantity: Number(fraction ? `${whole}.${fraction}` : whole), what: what!.trim(), isCounted: true };
}

/** Counted and without a price, it can only be a product; the hub asks when several are called so, and refuses when none is. */
function productOf(what: string): Pick<LineItem, "product" | "description"> {
  const named = whatOf(what);
  return named.product || !named.description ? named : { product: named.description.slice(0, 200) };
}

function whatOf(what: string): Pick<LineItem, "product" | "description"> {
  const found = /^(?:"([^"]+)"|([A-Z]{2,6}-\d{1,12})(?=[ :,]|$))(.*)$/i.exec(what);
  const product = (found?.[1] ?? found?.[2])?.trim();
  const described = (product ? found![3]! : what)
    .replace(/^[ :,]*(?:[–-](?: |$))?/, "")
    .replace(/[ :,]*(?: [–-])?$/, "");
  return {
    ...(product ? { product } : {}),
    ...(described ? { description: described.slice(0, 500) } : {}),
  };
}
