/**
 * Moments, once or repeated, with what reminds of them: `next tue 10-11am every 2 weeks until dec remind 1d,10m`. Whatever could be
 * read in two ways is asked back with both ways to write it; what was understood can be told in full.
 */
import { WordsUnclear } from "../errors.ts";
import { readClock, written, type Clock } from "./clock.ts";
import { readExact } from "./ago.ts";
import { readDay, readUntil, type Day, type Here } from "./day.ts";
import { readByChrono } from "./fallback.ts";
import type { Token } from "./lex.ts";
import { readRecurrence, readTimes, type Recurrence } from "./recur.ts";
import { amountAt } from "./vocabulary.ts";

/** What has been said of a moment so far. */
export interface Gathered {
  day?: Day;
  clock?: Clock;
  exact?: Temporal.ZonedDateTime;
  /** Seconds that it lasts. */
  length?: number;
  recurrence?: Recurrence;
  until?: Day;
  count?: number;
  /** Seconds before it. */
  remind?: number[];
  /** Where in the line what is ambiguous stands, and the ways to write what is meant. */
  unclear?: { readonly at: number; readonly end: number; readonly either: readonly string[] };
  wrong?: { readonly at: number; readonly sentence: string };
}

/** Words that stand before a moment and say nothing more: `by fri`, `on the 3rd`, `bis Montag`. */
const leads =
  /^(on|at|by|due|before|um|am|bis|zum|ab|le|à|a|pour|avant|starting|from|von|de|den|d'ici|at:|@)$/;
const clockLeads = /^(at|by|before|um|bis|à|avant|from|von|de|@|gegen)$/;

/** Words as they are compared: lower case, without a comma at the end. */
export const wordsOf = (tokens: readonly Token[]): string[] =>
  tokens.map(({ kind, text }) =>
    kind === "word" ? text.toLowerCase().replace(/(?<=.)[,;:]$|(?<=\p{L}{4})\.$/u, "") : "",
  );

/**
 * Takes what says something of a moment at a place among tokens.
 * @param words see {@link wordsOf}
 * @returns how many tokens it took, 0 when none
 */
export function takeMoment(
  tokens: readonly Token[],
  words: readonly string[],
  from: number,
  here: Here,
  said: Gathered,
): number {
  return (
    takeRepetition(tokens, words, from, here, said) ||
    takeReminders(words, from, said) ||
    takeLength(words, from, said) ||
    takeWhen(tokens, words, from, here, said)
  );
}

function takeRepetition(
  tokens: readonly Token[],
  words: readonly string[],
  from: number,
  here: Here,
  said: Gathered,
): number {
  const rule = said.recurrence ? undefined : readRecurrence(words, from, here.language);
  if (rule) {
    said.recurrence = rule;
    return rule.used;
  }
  if (!said.recurrence) return 0;
  const times = readTimes(words, from);
  if (times) said.count = times.count;
  if (times || !/^(until|till|til|bis|jusqu'à|jusqu'au|jusqu'en)$/.test(words[from] ?? ""))
    return times?.used ?? 0;
  const until = readUntil(words, from + 1, here);
  if (!until) return 0;
  said.until = until;
  note(said, tokens, from + 1, until);
  return 1 + until.used;
}

/** `remind 1d,10m`, `remind 1 day and 10 min before`, `erinnern 10m`. */
function takeReminders(words: readonly string[], from: number, said: Gathered): number {
  if (!/^(remind|reminder|erinnern|rappel)$/.test(words[from] ?? "")) return 0;
  const seconds: number[] = [];
  let at = from + 1;
  for (;;) {
    const parts = (words[at] ?? "").split(",").filter(Boolean);
    const short = parts.map((part) => amountAt([part], 0));
    if (parts.length > 0 && short.every((part) => part)) {
      seconds.push(...short.map((part) => secondsOf(part!)));
      at += 1;
    } else {
      const two = amountAt(words, at);
      if (!two) break;
      seconds.push(secondsOf(two));
      at += two.used;
    }
    if (/^(and|und|et)$/.test(words[at] ?? "")) at += 1;
  }
  if (seconds.length === 0) return 0;
  said.remind = seconds;
  return (/^(before|vorher|avant)$/.test(words[at] ?? "") ? at + 1 : at) - from;
}

const lengths = {
  minutes: 60,
  hours: 3600,
  days: 86_400,
  weeks: 604_800,
  months: 2_592_000,
  years: 31_536_000,
};
const secondsOf = ({ count, unit }: NonNullable<ReturnType<typeof amountAt>>) => count * lengths[unit];

/** `for 45m`, `für 2 Stunden` */
function takeLength(words: readonly string[], from: number, said: Gathered): number {
  if (!/^(for|für|pendant)$/.test(words[from] ?? "") || said.length !== undefined) return 0;
  const amount = amountAt(words, from + 1);
  if (!amount || lengths[amount.unit] > 3600) return 0;
  said.length = secondsOf(amount);
  return 1 + amount.used;
}

function takeWhen(
  tokens: readonly Token[],
  words: readonly string[],
  from: number,
  here: Here,
  said: Gathered,
): number {
  let at = from;
  let lead = "";
  while (at - from < 2 && leads.test(words[at] ?? "") && words[at] !== "") lead = words[at++]!;
  const exact = !said.exact && !said.day ? readExact(words, at, here) : undefined;
  if (exact) {
    said.exact = exact.at;
    return at + exact.used - from;
  }
  const open = !said.day && !said.exact;
  const ahead = open ? readDay(words, at, here) : undefined;
  // `the 24th`, `am 24.`: an article belongs to its number.
  const day = ahead ?? (open && at > from ? readDay(words, at - 1, here) : undefined);
  if (day) {
    said.day = day;
    const begin = ahead ? at : at - 1;
    note(said, tokens, begin, day);
    return begin + day.used - from;
  }
  const clock =
    said.clock || said.exact
      ? undefined
      : readClock(words, at, { lead: clockLeads.test(lead), clock24: here.clock24 });
  if (clock) {
    said.clock = clock;
    note(said, tokens, at, clock);
    const hour = words[at + clock.used] === "uhr" ? 1 : 0;
    return at + clock.used + hour - from;
  }
  return takeByChrono(words, at, from, here, said);
}

function takeByChrono(
  words: readonly string[],
  at: number,
  from: number,
  here: Here,
  said: Gathered,
): number {
  if (said.day || said.exact) return 0;
  const found = readByChrono(words, at, here);
  if (!found) return 0;
  said.day = { date: found.date, used: found.used };
  if (found.minute !== undefined && !said.clock) said.clock = { minute: found.minute, used: 0 };
  return at + found.used - from;
}

/** Keeps the first thing that is not clear, with its place in the line. */
function note(
  said: Gathered,
  tokens: readonly Token[],
  from: number,
  found: { used: number; either?: readonly string[]; wrong?: string },
): void {
  const [first, last] = [tokens[from], tokens[from + found.used - 1]];
  if (!first || !last) return;
  if (found.wrong) said.wrong ??= { at: first.at, sentence: found.wrong };
  if (found.either) said.unclear ??= { at: first.at, end: last.end, either: found.either };
}

/** Whether anything was said that fixes a moment. */
export const saysWhen = ({ day, clock, exact, recurrence }: Gathered): boolean =>
  Boolean(day ?? clock ?? exact ?? recurrence);

/** @throws WordsUnclear when something said has two meanings, with lines that have one */
export function refuseUnclear(said: Gathered, typed: string): void {
  if (said.wrong) throw new WordsUnclear(said.wrong.sentence, said.wrong.at);
  if (!said.unclear) return;
  const { at, end, either } = said.unclear;
  const words = typed.slice(at, end);
  throw new WordsUnclear(
    `"${words}" could be ${either.join(" or ")}.`,
    at,
    either.map((one) => typed.slice(0, at) + one + typed.slice(end)),
  );
}

export { written };
