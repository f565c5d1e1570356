/** From the text of a formula to its tree, by recursive descent. The length of the text and the depth of brackets bound the work. */
import { decimal, fraction, type Fraction } from "./fraction.ts";

export type Formula =
  | { readonly kind: "number"; readonly value: Fraction }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "operation"; readonly op: Operator; readonly left: Formula; readonly right: Formula }
  | { readonly kind: "function"; readonly name: FunctionName; readonly args: readonly Formula[] };

export type Operator = "+" | "-" | "*" | "/" | "<" | "<=" | ">" | ">=" | "=";
export type FunctionName = keyof typeof functions;

/** Each function with the least and the most values that it takes. */
const functions = { min: [1, 20], max: [1, 20], round: [1, 1], if: [3, 3] } as const;
/** How tightly operators bind; comparisons least. */
const levels: readonly (readonly Operator[])[] = [
  ["<", "<=", ">", ">=", "="],
  ["+", "-"],
  ["*", "/"],
];
const mostBrackets = 50;
const token = /\s*(?:(\d+(?:\.\d+)?)|([a-z][a-z0-9_]*)|(<=|>=|[-+*/(),<>=]))/y;

/** What is wrong with a formula, for whoever wrote it. */
export class FormulaWrong extends Error {}

interface Reader {
  readonly words: readonly string[];
  at: number;
  depth: number;
}

/** @param text e.g. `min(gross, 500000) * 9.3 / 100`. @throws FormulaWrong saying what was expected and what came */
export function parseFormula(text: string): Formula {
  const reader: Reader = { words: wordsOf(text), at: 0, depth: 0 };
  const whole = level(reader, 0);
  if (reader.at < reader.words.length) throw unexpected(reader, "the end");
  return whole;
}

function wordsOf(text: string): string[] {
  const words: string[] = [];
  token.lastIndex = 0;
  for (let from = 0; text.slice(from).trim() !== ""; from = token.lastIndex) {
    const found = token.exec(text);
    if (!found)
      throw new FormulaWrong(`"${text.slice(from).trim().slice(0, 10)}" is no number, name or sign`);
    words.push((found[1] ?? found[2] ?? found[3])!);
  }
  return words;
}

function unexpected({ words, at }: Reader, wanted: string): FormulaWrong {
  return new FormulaWrong(`${wanted} was expected, not ${words[at] ? `"${words[at]}"` : "the end"}`);
}

function take(reader: Reader, wanted: string): void {
  if (reader.words[reader.at] !== wanted) throw unexpected(reader, `"${wanted}"`);
  reader.at += 1;
}

function level(reader: Reader, rank: number): Formula {
  const operators = levels[rank];
  if (!operators) return single(reader);
  let left = level(reader, rank + 1);
  for (;;) {
    const op = operators.find((one) => one === reader.words[reader.at]);
    if (!op) return left;
    reader.at += 1;
    left = { kind: "operation", op, left, right: level(reader, rank + 1) };
  }
}

function single(reader: Reader): Formula {
  reader.depth += 1;
  if (reader.depth > mostBrackets)
    throw new FormulaWrong(`it has more than ${mostBrackets} brackets within each other`);
  const found = open(reader);
  reader.depth -= 1;
  return found;
}

function open(reader: Reader): Formula {
  const word = reader.words[reader.at] ?? "";
  if (!/^[\da-z(-]/.test(word)) throw unexpected(reader, "a number, a name or a bracket");
  reader.at += 1;
  if (word === "(") return bracketed(reader);
  if (word === "-") return { kind: "operation", op: "-", left: zero, right: single(reader) };
  if (/^\d/.test(word)) return { kind: "number", value: numberOf(word) };
  return reader.words[reader.at] === "(" ? called(reader, word) : { kind: "name", name: word };
}

function numberOf(word: string): Fraction {
  try {
    return decimal(word);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new FormulaWrong(`${word.slice(0, 10)}… has more than 30 digits or 12 decimals`);
  }
}

const zero: Formula = { kind: "number", value: fraction(0n) };

function bracketed(reader: Reader): Formula {
  const inner = level(reader, 0);
  take(reader, ")");
  return inner;
}

function called(reader: Reader, name: string): Formula {
  if (!Object.hasOwn(functions, name))
    throw new FormulaWrong(`there is no function "${name}", only ${Object.keys(functions).join(", ")}`);
  const args: Formula[] = [];
  do {
    reader.at += 1; // the bracket, then commas
    args.push(level(reader, 0));
  } while (reader.words[reader.at] === ",");
  take(reader, ")");
  const [least, most] = functions[name as FunctionName];
  if (args.length < least || args.length > most)
    throw new FormulaWrong(
      `${name} takes ${least === most ? least : `${least} to ${most}`} values, not ${args.length}`,
    );
  return { kind: "function", name: name as FunctionName, args };
}
