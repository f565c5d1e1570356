/**
 * The moment at the end of free words: `send the quote by fri 5pm`. Only a moment that reaches to the end counts, so that `read the
 * Friday report` keeps its Friday; one that stands in the middle is asked back.
 */
import { WordsUnclear } from "../errors.ts";
import type { Here } from "./day.ts";
import { hole } from "./hole.ts";
import type { Token } from "./lex.ts";
import { saysWhen, takeMoment, wordsOf, type Gathered } from "./moment.ts";
import { clockOfPart, vagueAtEnd } from "./vague.ts";

export interface Tail {
  /** The words before. */
  readonly words: readonly Token[];
  readonly said: Gathered;
  /** Where the moment begins in the line. */
  readonly at: number;
}

/** A moment has no more words than this. */
const most = 20;

/** @throws WordsUnclear when a day stands among the words and none at their end */
export function splitTail(tokens: readonly Token[], here: Here, typed: string): Tail {
  const words = wordsOf(tokens);
  const end = typed.length;
  let astray: { from: number; to: number } | undefined;
  const vague = vagueAtEnd(words);
  if (vague) throw noDay(tokens, tokens.length - vague, typed);
  for (let from = Math.max(0, tokens.length - most); from < tokens.length; from++) {
    const run = takeRun(tokens, words, from, here);
    if (from + run.used === tokens.length && run.used > 0) {
      const before = dangling.test(words[from - 1] ?? "") ? from - 1 : since.test(words[from]!) ? from : -1;
      if (before >= 0) throw astrayBehind(tokens, before, typed);
      return { words: tokens.slice(0, from), said: run.said, at: tokens[from]!.at };
    }
    if (run.said.day && !astray) astray = { from, to: from + run.used };
  }
  if (astray) throw inTheMiddle(tokens, astray, typed);
  return { words: tokens, said: {}, at: end };
}

/** Takes as much of a moment as stands there. */
export function takeRun(tokens: readonly Token[], words: readonly string[], from: number, here: Here) {
  const said: Gathered = {};
  let at = from;
  for (;;) {
    const used = at < tokens.length ? takeMoment(tokens, words, at, here, said) : 0;
    if (used === 0) break;
    at += used;
  }
  return { said, used: at - from };
}

function inTheMiddle(
  tokens: readonly Token[],
  { from, to }: { from: number; to: number },
  typed: string,
): WordsUnclear {
  const [first, last] = [tokens[from]!, tokens[to - 1]!];
  const moment = typed.slice(first.at, last.end);
  const part = to === tokens.length - 1 ? tokens[to]! : undefined;
  const clock = part?.kind === "word" ? clockOfPart(part.text.toLowerCase()) : undefined;
  if (part && clock)
    return new WordsUnclear(
      `At what time "${moment} ${part.text}"?`,
      part.at,
      [`${typed.slice(0, part.at)}${clock}${typed.slice(part.end)}`],
      `${typed.slice(0, part.at)}${hole}${typed.slice(part.end)}`,
    );
  const lineEnd = tokens.at(-1)!.end;
  const moved = `${typed.slice(0, first.at).trimEnd()} ${typed.slice(last.end, lineEnd).trim()} ${moment}`;
  const quoted = `${typed.slice(0, first.at)}"${moment}"${typed.slice(last.end)}`;
  return new WordsUnclear(
    `Is "${moment}" the time? Then put it at the end; if it is not, in quotes.`,
    first.at,
    [moved + typed.slice(lineEnd), quoted],
  );
}

/** Words that want something behind them: without it they, or the moment, were not understood. */
const dangling =
  /^(of|for|from|about|with|to|til|till|until|since|the|last|next|every|each|um|für|mit|von|vom|des|der|seit|ab|du|des|de|à|au|pour|avec|jusqu'à|jusqu'au|depuis)$/;

/** Where something begins is not when it is due: `sales from monday`. */
const since = /^(from|von|de)$/;

function astrayBehind(tokens: readonly Token[], at: number, typed: string): WordsUnclear {
  const [before, first, last] = [tokens[at]!, tokens[at + 1]!, tokens.at(-1)!];
  const moment = typed.slice(first.at, last.end);
  const without = `${typed.slice(0, before.at).trimEnd()} ${typed.slice(first.at)}`;
  const quoted = `${typed.slice(0, first.at)}"${moment}"${typed.slice(last.end)}`;
  return new WordsUnclear(
    `Is "${moment}" the time? Then leave out "${before.text}"; if it is not, put it in quotes.`,
    before.at,
    [without, quoted],
  );
}

function noDay(tokens: readonly Token[], from: number, typed: string): WordsUnclear {
  const [first, last] = [tokens[from]!, tokens.at(-1)!];
  const words = typed.slice(first.at, last.end);
  const quoted = `${typed.slice(0, first.at)}"${words}"${typed.slice(last.end)}`;
  const template = `${typed.slice(0, first.at)}${hole}${typed.slice(last.end)}`;
  return new WordsUnclear(`"${words}" is no day. When exactly?`, first.at, [quoted], template);
}

export { saysWhen };
