/** An amount of money among words: `1200 eur`, `€1.5k`, `EUR 600`. Without its currency it is none. */
import type { Amount } from "@singularity/hub-server/contract";
import { WordsUnclear } from "../errors.ts";
import type { Token } from "./lex.ts";
import { readMoney } from "./money.ts";

const code = /^[A-Z]{3}$/i;
const digits = /^-?\d[\d.,']*[km]?$/i;
const whole =
  /^(?:[€£¥₹$]\s?-?\d[\d.,']*[km]?|-?\d[\d.,']*[km]?[€£¥₹]|[A-Z]{3}\d[\d.,']*[km]?|\d[\d.,']*[km]?[A-Z]{3})$/i;
const known = new Set(Intl.supportedValuesOf("currency"));

const isCode = (token: Token | undefined) =>
  token?.kind === "word" && code.test(token.text) && known.has(token.text.toUpperCase());

/** Reads an amount at a place. @throws WordsUnclear when it could be two, e.g. 1,200 EUR */
export function amountIn(tokens: readonly Token[], at: number): { amount: Amount; used: number } | undefined {
  const [first, second] = [tokens[at], tokens[at + 1]];
  if (first?.kind !== "word") return undefined;
  const letters = /[A-Z]{3}/i.exec(first.text)?.[0];
  if (whole.test(first.text) && (!letters || known.has(letters.toUpperCase())))
    return { amount: readMoney(first.text, first.at), used: 1 };
  const pair =
    (digits.test(first.text) && isCode(second)) || (isCode(first) && second && digits.test(second.text));
  if (pair) return { amount: readMoney(`${first.text} ${second!.text}`, first.at), used: 2 };
  const euros = digits.test(first.text) && second?.kind === "word" && /^euros?$/i.test(second.text);
  if (euros) return { amount: readMoney(`${first.text} EUR`, first.at), used: 2 };
  const sign = digits.test(first.text) && /^[€£¥₹]$/.test(second?.text ?? "");
  return sign ? { amount: readMoney(`${first.text} ${second!.text}`, first.at), used: 2 } : undefined;
}

/** `1 200,50 €` is one amount to some, and one of something at 200,50 to others. */
export function noCurrency(typed: string, { text, at, end }: Token, next: Token | undefined): WordsUnclear {
  if (!/^\d{1,3}$/.test(text) || !next || !/^\d{3}(?:[.,]\d{1,2})?$/.test(next.text))
    return new WordsUnclear(`"${text}" has no currency. Write ${text} EUR.`, at);
  const parted = typed.slice(at, next.end);
  return new WordsUnclear(`Is "${parted}" one amount? Then write it without the blank.`, at, [
    typed.slice(0, end) + typed.slice(next.at),
  ]);
}

/** @throws WordsUnclear for a word before an amount that makes another of it: nobody is called "minus" */
export function refuseRough(before: Token | undefined): void {
  if (
    before?.kind !== "word" ||
    !/^(minus|plus|about|approx\.?|around|ca\.?|circa|etwa|environ)$/i.test(before.text)
  )
    return;
  throw new WordsUnclear(`I do not know what "${before.text}" means before an amount.`, before.at);
}
