/** A line of words: the verb, and what follows it. */
import { WordsUnclear } from "../errors.ts";
import { lex, plain, type LexOptions, type Token } from "./lex.ts";

export interface Line {
  /** As it was typed, without the prefix that made it a command. */
  readonly typed: string;
  /** Lower case; empty for an empty line. */
  readonly verb: string;
  /** Everything after the verb, as it was typed. */
  readonly rest: string;
  /** Where what follows the verb begins. */
  readonly start: number;
  /** The tokens after the verb. @throws WordsUnclear when a quotation is not closed */
  readonly tokens: (options?: LexOptions) => Token[];
}

/** Takes a line apart. Never throws; reading its tokens may. */
export function readLine(typed: string): Line {
  const [head, first] = /^\s*(\S*)/.exec(typed)!;
  const from = head.length + (typed[head.length] === ":" ? 1 : 0);
  return {
    typed,
    verb: plain(withoutMarks(first!)).toLowerCase(),
    rest: typed.slice(from).trim(),
    start: from,
    tokens: (options) => {
      const blanked = " ".repeat(from) + typed.slice(from);
      return lex(blanked, options);
    },
  };
}

/** `log:`, `overdue?`, `undo!`; by hand, because an expression would look for the end of a long run of marks at each of them. */
function withoutMarks(word: string): string {
  let end = word.length;
  while (end > 1 && ":?!.".includes(word[end - 1]!)) end -= 1;
  return word.slice(0, end);
}

/** The tokens before the free text, and the text. */
export function splitText(tokens: readonly Token[]): { tokens: Token[]; text: string | undefined } {
  const last = tokens.at(-1);
  return last?.kind === "text"
    ? { tokens: tokens.slice(0, -1), text: last.text || undefined }
    : { tokens: [...tokens], text: undefined };
}

/**
 * Where the words end and the text, if any, begins. Asked of the tokens, which know it: looking for it in what was typed goes by the
 * square of a run of blanks.
 * @param tokens those before the text
 */
export const endOf = (line: Line, tokens: readonly Token[]): number => tokens.at(-1)?.end ?? line.start;

/** The words of some tokens, e.g. a name that was typed without quotes. Pairs and tags are written as they were. */
export function join(tokens: readonly Token[]): string {
  return tokens
    .map(({ kind, key, text }) => (kind === "pair" ? `${key}:${text}` : kind === "tag" ? `#${text}` : text))
    .join(" ")
    .trim();
}

/** The words as one reference, e.g. `CUS-12` or a name. @throws WordsUnclear when there are none */
export function need(tokens: readonly Token[], what: string, at: number): string {
  const words = join(tokens);
  if (words === "") throw new WordsUnclear(`Say ${what}.`, at);
  return words;
}

/** Two lines that point at a place: what was typed around it, and a caret below. */
export function caret(typed: string, at: number): string[] {
  const line = typed.split("\n")[0]!;
  const from = Math.max(0, Math.min(at, line.length) - 40);
  const shown = (from > 0 ? "…" : "") + line.slice(from, from + 72);
  return [shown, `${" ".repeat(Math.min(at, line.length) - from + (from > 0 ? 1 : 0))}^`];
}
