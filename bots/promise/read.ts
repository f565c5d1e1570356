/** A promise with its day, found in what people write to each other: `I will send the quote by Friday`. Pure. */
import { WordsUnclear } from "../errors.ts";
import type { Here } from "../words/day.ts";
import { lex, plain, type Token } from "../words/lex.ts";
import { wordsOf, type Gathered } from "../words/moment.ts";
import { settle, type Plan } from "../words/plan.ts";
import { takeRun } from "../words/tail.ts";
import { relativeDay } from "../words/vocabulary.ts";
import { promisingOf, type Promising } from "./markers.ts";
import { sentencesOf } from "./sentences.ts";

export interface PromiseRead {
  /** What is to be done, as the title of a to-do. */
  readonly what: string;
  readonly plan: Plan;
  /** The sentence that says it. */
  readonly said: string;
}

/** Words that begin a promise, and words for days: what has none of both is not worth keeping. */
const begins =
  /(?<!\p{L})(?:i'll|we'll|will|shall|going to|gonna|promise|let me|werde|ich|wir|je|nous)(?!\p{L})|(?<!\p{L})j'/iu;
const dated =
  /\d|(?<!\p{L})(?:to(?:day|night|morr?ow)|tommorr?ow|tmrw|mon|tue|wed|thu|fri|sat|sun|\p{L}+day|\p{L}+tag|mittwoch|sonnabend|heute|(?:über)?morgen|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|(?:après-)?demain|aujourd'hui|eo[dwm]|week|month|woche|wochen|monat|semaines?|mois|jours?|tagen?|mo|di|mi|do|fr|sa|so)(?!\p{L})/iu;

/** Whether a message may hold a promise: cheap, as it is asked of everything that is said. */
export const mayPromise = (text: string): boolean => {
  const said = plain(text.slice(0, 2000));
  return begins.test(said) && dated.test(said);
};

/**
 * The first promise of a message.
 * @returns undefined when it promises nothing, when no day or more than one is named, or when the day could be another
 */
export function readPromise(text: string, here: Here): PromiseRead | undefined {
  for (const sentence of sentencesOf(plain(text))) {
    const promising = promisingOf(sentence.replaceAll(atTheLatest, "").replaceAll(dayEnd, "eod"));
    const found = promising && dueIn(promising, here);
    if (found) return { ...found, said: sentence };
  }
  return undefined;
}

/** What says no more of a day than `by` does. */
const atTheLatest =
  /\s*(?<!\p{L})(?:at the (?:very )?latest|no later than|spätestens|au plus tard)(?!\p{L})/giu;
const dayEnd = /(?<!\p{L})(?:the )?end of (?:the )?day(?!\p{L})/giu;
/** What part of the day is meant is no part of what is to be done. */
const dayPart =
  /^(?:morning|afternoon|evening|night|früh|vormittags?|nachmittags?|abends?|matin|après-midi|soir)$/;

function dueIn({ words, what }: Promising, here: Here): Omit<PromiseRead, "said"> | undefined {
  const tokens = tokensOf(words);
  const runs = tokens ? runsOf(tokens, here) : [];
  const [run] = runs;
  if (!tokens || !run || runs.length > 1) return undefined;
  const plan = planOf(run.said, here);
  const rest = [...tokens.slice(0, run.from), ...tokens.slice(run.from + run.used)];
  const title = titled(what(written(rest)));
  return plan && !plan.rrule && title ? { what: title, plan } : undefined;
}

function tokensOf(words: string): Token[] | undefined {
  try {
    return lex(words).filter(({ kind }) => kind !== "text");
  } catch (error) {
    if (error instanceof WordsUnclear) return undefined;
    throw error;
  }
}

interface Run {
  readonly from: number;
  readonly used: number;
  readonly said: Gathered;
}

/** Of what follows such a word the day is a part: `the Friday report`. */
const determiner =
  /^(the|this|that|our|your|my|their|a|an|der|die|das|dem|unser\p{L}*|mein\p{L}*|le|la|les|du|ce|cette|notre|votre|mon)$/iu;
/** From there on something is so, or until then, or it is about that day: nothing is due. */
const otherwise =
  /^(of|for|from|since|after|than|last|about|until|till|vom|von|seit|nach|ab|über|letzte\p{L}*|depuis|après)$/iu;
const lead = /^(by|on|before|at|bis|am|zum|um|le|avant|pour)$/;
const beginning = /^(from|von|ab|starting|since|seit|depuis|de)$/;

function runsOf(tokens: readonly Token[], here: Here): Run[] {
  const words = wordsOf(tokens);
  const runs: Run[] = [];
  for (let from = 0; from < tokens.length;) {
    const { said, used: taken } = takeRun(tokens, words, from, here);
    const used = taken > 0 && dayPart.test(words[from + taken] ?? "") ? taken + 1 : taken;
    const isDay = used > 0 && (said.day ?? said.exact ?? said.recurrence ?? said.clock) !== undefined;
    if (isDay && isFree(words, from, used)) runs.push({ from, used, said });
    from += isDay ? used : 1;
  }
  return runs;
}

/** `the Friday report` and `the 2nd draft` name no day. */
function isFree(words: readonly string[], from: number, used: number): boolean {
  const first = words[from] ?? "";
  const before = words[from - 1] ?? "";
  if (beginning.test(first) || otherwise.test(before)) return false;
  if (determiner.test(before) && !lead.test(first) && relativeDay(first) === undefined) return false;
  const alone = words.slice(from, from + used).join(" ");
  return !/^(?:the |le |am )?\d{1,2}(?:st|nd|rd|th|er|\.)?$/.test(alone);
}

/** `by Friday at 5` is Friday: which five, is not asked back in a conversation. */
function planOf(said: Gathered, here: Here): Plan | undefined {
  const { clock, unclear: _unclear, ...rest } = said;
  const sure = clock?.either && said.day && !said.day.either ? rest : said;
  if (!said.day && !said.exact && clock?.either) return undefined;
  try {
    return settle(sure, here, "", 0);
  } catch (error) {
    if (error instanceof WordsUnclear) return undefined;
    throw error;
  }
}

const written = (tokens: readonly Token[]): string =>
  tokens
    .map(({ kind, key, text }) => (kind === "pair" ? `${key}:${text}` : kind === "tag" ? `#${text}` : text))
    .join(" ");

/** With a capital, and without what the day has left hanging: `for`, a comma. */
function titled(rest: string): string | undefined {
  const text = rest
    .replaceAll(/\s+([,;])/g, "$1")
    .replace(/^[\s,;:–—-]+/, "")
    .replace(/(?:[\s,;:.!–—-]|\s(?:for|by|on|at|bis|am|um|pour|avant))+$/i, "");
  if (text.replaceAll(/[^\p{L}]/gu, "").length < 3) return undefined;
  return (text[0]!.toUpperCase() + text.slice(1)).slice(0, 300);
}
