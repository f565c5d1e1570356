/** Amounts of money: the currency is always said, and a number that could be read in two ways is asked back. */
import { minorDigits } from "../currency.ts";
import { NotRead } from "./not-read.ts";

const signs: Readonly<Record<string, string>> = { "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR" };

export interface Amount {
  readonly amount_minor: number;
  readonly currency: string;
}

/**
 * Reads `1,200.50 EUR`, `EUR 1200`, `€1.5k`.
 * @returns the amount in the currency's minor unit
 * @throws NotRead without a currency, and when the separators are ambiguous
 */
export function readAmount(text: string): Amount {
  if (/(?<!US)\$/i.test(text)) throw new NotRead(`"${text}": of which dollars? Write 1200.50 USD.`);
  const signed = text
    .replaceAll(/US\$/gi, " USD ")
    .replaceAll(/[€£¥₹]/g, (sign) => ` ${signs[sign]} `)
    .replaceAll(/\s+/g, " ")
    .replace(/(?<=[\d km])euros?$/i, "EUR");
  const found = /^([a-z]{3})?\s*(-?[\d.,'\s]*\d)\s*([km])?\s*([a-z]{3})?$/i.exec(signed.trim());
  const currency = (found?.[1] ?? found?.[4])?.toUpperCase();
  if (!found || !currency || (found[1] && found[4]))
    throw new NotRead(`"${text}" is not an amount. Write 1200.50 EUR.`);
  const factor = { k: 1000, m: 1_000_000 }[found[3]?.toLowerCase() ?? ""] ?? 1;
  const minor = decimal(found[2]!, text) * factor * 10 ** minorDigits(currency);
  const rounded = Math.round(minor);
  if (Math.abs(rounded - minor) > 1e-6 || Math.abs(rounded) > 9e15)
    throw new NotRead(`"${text}" has more digits than ${currency} has.`);
  return { amount_minor: rounded, currency };
}

/** 1,200.50 and 1.200,50 are clear; 1,200 is not: a twelfth of the world reads it as one and a fifth. */
function decimal(number: string, text: string): number {
  const bare = number.replaceAll(/[\s']/g, "");
  const marks = bare.replaceAll(/[^.,]/g, "");
  const last = Math.max(bare.lastIndexOf("."), bare.lastIndexOf(","));
  if (marks === "") return Number(bare);
  const fraction = bare.slice(last + 1);
  const grouped = /^-?\d{1,3}(?:[.,]\d{3})*$/.test(bare);
  if (marks.length === 1 && fraction.length === 3 && grouped)
    throw new NotRead(`"${text}" could be two amounts. Write ${bare.replace(/[.,]/, "")} without a mark.`);
  const one = new Set(marks).size === 1;
  if (one && marks.length > 1 && grouped) return Number(bare.replaceAll(/[.,]/g, ""));
  const whole = bare.slice(0, last);
  if ((one && marks.length > 1) || !/^-?\d+$|^-?\d{1,3}([.,])\d{3}(?:\1\d{3})*$/.test(whole))
    throw new NotRead(`"${text}" is not an amount. Write 1200.50 EUR.`);
  return Number(`${whole.replaceAll(/[.,]/g, "")}.${fraction}`);
}
