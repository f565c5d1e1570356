/**
 * What our own readers do not know goes to chrono-node, and is believed only where chrono is sure: day and month said, every word used,
 * and none of the traps that are known of it (a bare day becomes noon, "a week from tuesday" loses the tuesday, 5/6 is American).
 */
import { casual as german } from "chrono-node/de";
import { casual as english } from "chrono-node/en";
import { casual as french } from "chrono-node/fr";
import type { Here } from "./day.ts";

export interface Fallback {
  readonly date: Temporal.PlainDate;
  /** Minutes since midnight, when a time was said. */
  readonly minute?: number;
  readonly used: number;
}

const readers = { de: german, en: english, fr: french } as const;
const trap = /\b(week|from|every|each|eod|ago)\b|\d\/\d|^\d+$/;
/** Words that chrono is asked about at most; its cost grows with them. */
const most = 8;

/** Reads all of some words, the longest beginning first that chrono reads to its end. */
export function readByChrono(words: readonly string[], from: number, here: Here): Fallback | undefined {
  const phrase = words.slice(from, from + most);
  const text = phrase.join(" ");
  if (!/\d/.test(text) || trap.test(text)) return undefined;
  const reader = readers[here.language as keyof typeof readers] ?? english;
  const reference = {
    instant: new Date(here.now.epochMilliseconds),
    timezone: here.now.offsetNanoseconds / 6e10,
  };
  const [result] = reader.parse(text, reference, { forwardDate: here.tense === "future" });
  // "3M" is three minutes to chrono, and a company to everybody else.
  if (!result || result.index > 0 || /^\d+ ?\p{L}+$/u.test(result.text)) return undefined;
  const { start } = result;
  if (!start.isCertain("day") || !start.isCertain("month") || result.end) return undefined;
  const used = wordsIn(phrase, result.text.length);
  if (used === undefined) return undefined;
  const date = Temporal.PlainDate.from({
    year: start.get("year")!,
    month: start.get("month")!,
    day: start.get("day")!,
  });
  const timed = start.isCertain("hour") && (start.isCertain("meridiem") || start.get("hour")! > 12);
  if (start.isCertain("hour") && !timed) return undefined;
  return { date, used, ...(timed ? { minute: start.get("hour")! * 60 + (start.get("minute") ?? 0) } : {}) };
}

/** How many whole words so many letters are. */
function wordsIn(words: readonly string[], length: number): number | undefined {
  let letters = -1;
  for (const [index, word] of words.entries()) {
    letters += word.length + 1;
    if (letters === length) return index + 1;
  }
  return undefined;
}
