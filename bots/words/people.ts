/** People, priorities and numbers of records among words: `@jane`, `@jane:hub.example`, `!high`, `CUS-12`. */
import type { Token } from "./lex.ts";

const person = /^@[\p{L}\p{N}][\p{L}\p{N}._=/+-]*(?::[\w.-]+(?::\d+)?)?[,.]?$/u;
const email = /^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/;
const number = /^[A-Z]{2,6}-\d{1,15}$/i;

/** `@jane`, without what follows it; undefined for other words. */
export function personIn({ kind, text }: Token): string | undefined {
  return kind === "word" && person.test(text) ? text.replace(/[,.]$/, "") : undefined;
}

export const isEmail = ({ kind, text }: Token) => kind === "word" && email.test(text.replace(/,$/, ""));

/** `CUS-12` */
export const isNumber = ({ kind, text }: Token) => kind === "word" && number.test(text);

/** The prefix of a record's number, e.g. `TD`; undefined for a name. */
export const prefixOf = (ref: string): string | undefined =>
  number.test(ref) ? ref.split("-")[0]!.toUpperCase() : undefined;

/** Takes `@jane @raj and mia@acme.example` at a place; what it took and whom. */
export function takePeople(tokens: readonly Token[], from: number): { people: string[]; used: number } {
  const people: string[] = [];
  let used = 0;
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at]!;
    const found = personIn(token) ?? (isEmail(token) ? token.text.replace(/,$/, "") : undefined);
    if (found) {
      people.push(found);
      used = at + 1 - from;
    } else if (!(people.length && token.kind === "word" && /^(and|und|et|&|,)$/i.test(token.text))) break;
  }
  return { people, used };
}
