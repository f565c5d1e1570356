/** An amount of money among words: `1200 eur`, `€1.5k`, `EUR 600`. Without its currency it is none. */
import type { Token } from "./lex.ts";
import type { Amount } from "@singularity/hub-server/contract";
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
  const sign = digits.test(first.text) && /^[€£¥₹]$/.test(second?.text ?? "");
  return sign ? { amount: readMoney(`${first.text} ${second!.text}`, first.at), used: 2 } : undefined;
}
