/**
 * A line as tokens. Phones capitalise, curl quotes and turn `--` into a long dash; all of these mean the same here.
 * Positions are those of the line as it was typed, so that an error can point at the place.
 */
import { WordsUnclear } from "../errors.ts";

export interface Token {
  readonly kind: "word" | "string" | "tag" | "pair" | "text";
  /** What it says: normalised for words, as typed for `text`; the value of a pair. */
  readonly text: string;
  readonly at: number;
  readonly end: number;
  /** Of a pair: what stands before the colon. */
  readonly key?: string;
  /** Of a pair: nothing stood right after the colon. */
  readonly open?: boolean;
}

const space = /[^\S\n]|[\u200b\u2060\ufeff]/u;
const double = '"“”„‟«»';
const single = "'‘’‚";
const dash = /^(?:--+|[—–―])/u;
const pairStart = /^([\p{L}][\p{L}\p{N}_'’-]*)[:=：](?!\/\/)/u;
const timeBefore = /(?:^|\s)\d{1,2}(?:[:.h]\d{2})?\s?(?:[ap]m|h|uhr)?\s*$/i;
const timeAfter = /^\s*\d{1,2}(?:[:.h]\d{2})?\s?(?:[ap]m|h|uhr)?(?=\s|$)/i;

/** The same letters for the same thing: full-width to plain, non-breaking to plain, curled apostrophes to straight ones. */
export function plain(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/[\u200b\u2060\ufeff]/g, "")
    .replaceAll(/[‘’]/g, "'");
}

export interface LexOptions {
  /** A single ` - ` separates the text too. */
  readonly hyphen?: boolean;
  /** A dash between two times of day separates nothing: `10:00 – 11:00`. */
  readonly ranges?: boolean;
}

/** Nobody types more words before the notes; whoever sends them must not hold up the others while each is looked at. */
export const mostWords = 2000;

/**
 * Reads a line into tokens. After `--` or a line break everything is one `text` token, as it was typed.
 * @throws WordsUnclear when a quotation is not closed, or there are more words than anybody types
 */
export function lex(line: string, options: LexOptions = {}): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < line.length) {
    if (space.test(line[at]!)) at += 1;
    else {
      const token = next(line, at, options);
      if (tokens.length === mostWords && token.kind !== "text")
        throw new WordsUnclear(
          `A command has at most ${mostWords} words. Put notes after --, or on a line of their own.`,
          at,
        );
      tokens.push(token);
      at = token.end;
    }
  }
  return tokens;
}

function next(line: string, at: number, { hyphen = false, ranges = false }: LexOptions): Token {
  if (ranges && isRangeDash(line, at)) return { kind: "word", text: "-", at, end: at + 1 };
  const separator = separatorAt(line, at, hyphen);
  if (separator > 0) return rest(line, at, separator);
  const quoted = quotation(line, at);
  if (quoted) return { kind: "string", text: plain(quoted.text), at, end: quoted.end };
  const pair = pairStart.exec(line.slice(at, at + 80));
  if (pair) return pairAt(line, at, pair[0].length, plain(pair[1]!));
  const end = wordEnd(line, at, hyphen);
  const text = plain(line.slice(at, end));
  return /^#[\p{L}\p{N}]/u.test(text)
    ? { kind: "tag", text: text.slice(1), at, end }
    : { kind: "word", text, at, end };
}

function isRangeDash(line: string, at: number): boolean {
  if (!/[-–—―]/.test(line[at]!) || line[at + 1] === "-") return false;
  return timeBefore.test(line.slice(Math.max(0, at - 12), at)) && timeAfter.test(line.slice(at + 1, at + 14));
}

/** Length of the separator that stands here, 0 if none does. */
function separatorAt(line: string, at: number, hyphen: boolean): number {
  if (line[at] === "\n") return 1;
  const found = dash.exec(line.slice(at, at + 20));
  if (found) return found[0].length;
  return hyphen && line[at] === "-" && /^\s/.test(line.slice(at + 1, at + 2)) ? 1 : 0;
}

function rest(line: string, at: number, separator: number): Token {
  return { kind: "text", text: line.slice(at + separator).trim(), at, end: line.length };
}

function pairAt(line: string, at: number, head: number, key: string): Token {
  const start = at + head;
  const quoted = quotation(line, start);
  const end = quoted?.end ?? wordEnd(line, start);
  const text = plain(quoted?.text ?? line.slice(start, end));
  return { kind: "pair", key, text, at, end, open: start === end };
}

/** A word ends at a space, a line break, or a long dash that a phone put at its end. */
function wordEnd(line: string, at: number, hyphen = false): number {
  let end = at;
  while (end < line.length && line[end] !== "\n" && !space.test(line[end]!)) {
    const trailing = end > at && /^(?:--+|[—–―])(?=\s)/u.test(line.slice(end, end + 20));
    if (trailing || (hyphen && end > at && /^-\s/.test(line.slice(end, end + 2)))) break;
    end += 1;
  }
  return end;
}

function quotation(line: string, at: number): { text: string; end: number } | undefined {
  const opening = line[at] ?? "";
  if (opening !== "" && double.includes(opening)) {
    const end = closing(line, at + 1, double);
    if (end < 0) throw new WordsUnclear("This quotation is opened and never closed.", at);
    return { text: line.slice(at + 1, end).trim(), end: end + 1 };
  }
  // An apostrophe may also be a letter of a name ('s-Hertogenbosch): without its closing twin it is.
  if (opening === "" || !single.includes(opening)) return undefined;
  const end = closingApostrophe(line, at + 1);
  return end < 0 ? undefined : { text: line.slice(at + 1, end).trim(), end: end + 1 };
}

function closing(line: string, from: number, marks: string): number {
  for (let at = from; at < line.length; at++) if (marks.includes(line[at]!)) return at;
  return -1;
}

/** A name is no longer than this; without an end, many apostrophes would each be looked after to the end of the line. */
const longestName = 200;

function closingApostrophe(line: string, from: number): number {
  for (let at = from; at < Math.min(line.length, from + longestName); at++)
    if (single.includes(line[at]!) && /^(?:\s|$)/.test(line.slice(at + 1, at + 2))) return at;
  return -1;
}
