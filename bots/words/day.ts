/** Days as people type them, in English, German and French. Where two days could be meant both are told. */
import { amountAt, countOf, monthOf, relativeDay, weekdayOf, type Unit } from "./vocabulary.ts";

export interface Day {
  readonly date: Temporal.PlainDate;
  readonly used: number;
  /** Other days that the words could mean, and this one, as they may be written; or why there is none. */
  readonly either?: readonly string[];
  readonly wrong?: string;
}

/** An exact moment: `in 2 hours`. */
export interface Exact {
  readonly at: Temporal.ZonedDateTime;
  readonly used: number;
}

export interface Here {
  readonly now: Temporal.ZonedDateTime;
  /** e.g. `de` */
  readonly language: string;
  /** How 5/6/2026 is read; undefined when nobody has said. */
  readonly order: "dmy" | "mdy" | undefined;
  /** Whether 5:30 is read on a 24-hour clock. */
  readonly clock24: boolean;
  /** Which of several years or weeks is meant. */
  readonly tense: "future" | "past";
  /** A moment of the other kind is not refused. */
  readonly anyTime?: boolean;
}

const nexts = /^(next|nächste[nrs]?|kommende[nrs]?|coming)$/;
const thises = /^(this|diese[nrs]?|ce|cette)$/;
const lasts = /^(last|letzte[nrs]?|vergangene[nrs]?)$/;

/** Reads a day at a place among words; undefined when there is none. */
export function readDay(words: readonly string[], from: number, here: Here): Day | undefined {
  return plainDay(words, from, here) ?? counted(words, from, here) ?? ordinal(words, from, here);
}

/** A day that is not counted from another. */
function plainDay(words: readonly string[], from: number, here: Here): Day | undefined {
  return (
    near(words, from, here) ??
    weekday(words, from, here) ??
    numeric(words[from] ?? "", here) ??
    named(words, from, here)
  );
}

const todayOf = ({ now }: Here) => now.toPlainDate();

function near(words: readonly string[], from: number, here: Here): Day | undefined {
  const word = words[from] ?? "";
  const phrase = words.slice(from, from + 4).join(" ");
  if (/^(?:the )?day after tomorrow\b/.test(phrase))
    return { date: todayOf(here).add({ days: 2 }), used: word === "the" ? 4 : 3 };
  const days = relativeDay(word);
  if (days !== undefined) return { date: todayOf(here).add({ days }), used: 1 };
  if (word === "eow") return { date: weekdayAfter(todayOf(here), 5, 0), used: 1 };
  if (word === "eom") return { date: monthEnd(todayOf(here)), used: 1 };
  return undefined;
}

const monthEnd = (day: Temporal.PlainDate) => day.with({ day: day.daysInMonth });

/** The next such day, at least so many days after. */
function weekdayAfter(day: Temporal.PlainDate, weekday: number, least: number): Temporal.PlainDate {
  const ahead = (weekday - day.dayOfWeek + 7) % 7;
  return day.add({ days: ahead < least ? ahead + 7 : ahead });
}

/** `tue`, `next tue`, `kommenden Dienstag`, `mardi prochain`, `last friday`. */
function weekday(words: readonly string[], from: number, here: Here): Day | undefined {
  const first = words[from] ?? "";
  const before = [nexts, thises, lasts].find((which) => which.test(first));
  const day = weekdayOf(before ? (words[from + 1] ?? "") : first, here.language);
  if (!day) return undefined;
  const after = before ? "" : (words[from + 1] ?? "");
  const [next, last] = [before === nexts || after === "prochain", before === lasts || after === "dernier"];
  const used = before || next || last ? 2 : 1;
  const today = todayOf(here);
  if (last || (here.tense === "past" && !next)) {
    const back = (today.dayOfWeek - day + 7) % 7 || 7;
    return { date: today.subtract({ days: back }), used };
  }
  const soon = weekdayAfter(today, day, 1);
  if (before === thises) return { date: weekdayAfter(today, day, 0), used };
  if (next) return nextOne(soon, today, used);
  return day === today.dayOfWeek
    ? { date: today, used, either: [today.toString(), soon.toString()] }
    : { date: soon, used };
}

/** "next tuesday" said on a Monday is tomorrow for some and in eight days for others. */
function nextOne(soon: Temporal.PlainDate, today: Temporal.PlainDate, used: number): Day {
  const inNextWeek = today.add({ days: 8 - today.dayOfWeek + soon.dayOfWeek - 1 });
  const same = soon.equals(inNextWeek);
  return { date: soon, used, ...(same ? {} : { either: [soon.toString(), inNextWeek.toString()] }) };
}

/** `2026-11-24`, `24.11.`, `24.11.2026`, `24/11/2026`. */
function numeric(word: string, here: Here): Day | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(word);
  if (iso) return exactDay(Number(iso[1]), Number(iso[2]), Number(iso[3]), word);
  const dots = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?$/.exec(word);
  if (dots) return inYear(dots[3], Number(dots[2]), Number(dots[1]), word, here);
  const slashes = /^(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d{2}))?$/.exec(word);
  if (!slashes) return undefined;
  const [one, two] = [Number(slashes[1]), Number(slashes[2])];
  const dayFirst = inYear(slashes[3], two, one, word, here);
  const monthFirst = inYear(slashes[3], one, two, word, here);
  if (one > 12 || here.order === "dmy" || one === two) return dayFirst;
  if (two > 12 || here.order === "mdy") return monthFirst;
  return { ...dayFirst, either: [dayFirst.date.toString(), monthFirst.date.toString()] };
}

function exactDay(year: number, month: number, day: number, word: string): Day {
  try {
    return { date: Temporal.PlainDate.from({ year, month, day }, { overflow: "reject" }), used: 1 };
  } catch {
    const date = Temporal.PlainDate.from({ year: 2000, month: 1, day: 1 });
    return { date, used: 1, wrong: `"${word}" is not a date. Write it as 2026-11-22.` };
  }
}

/** Without a year the nearest such day is meant: ahead, or back when it is told of the past. */
function inYear(year: string | undefined, month: number, day: number, word: string, here: Here): Day {
  const today = todayOf(here);
  if (year) return exactDay(year.length === 2 ? 2000 + Number(year) : Number(year), month, day, word);
  const found = exactDay(today.year, month, day, word);
  const order = Temporal.PlainDate.compare(found.date, today);
  if (found.wrong) return found;
  if (here.tense === "future" && order < 0) return exactDay(today.year + 1, month, day, word);
  return here.tense === "past" && order > 0 ? exactDay(today.year - 1, month, day, word) : found;
}

const dayNumber = (word: string | undefined) => {
  const found = /^(\d{1,2})(?:st|nd|rd|th|er|\.)?$/.exec(word ?? "");
  return found && Number(found[1]) >= 1 && Number(found[1]) <= 31 ? Number(found[1]) : undefined;
};
const yearOf = (word: string | undefined) => (/^20\d{2}$/.test(word ?? "") ? word : undefined);

/** `24 nov`, `24. November 2026`, `the 24th of november`, `le 24 novembre`, `nov 24`. */
function named(words: readonly string[], from: number, here: Here): Day | undefined {
  const skip = /^(the|le|den|dem)$/.test(words[from] ?? "") ? 1 : 0;
  const [first, second] = [words[from + skip], words[from + skip + 1]];
  const of = second === "of" ? 1 : 0;
  const month = monthOf(words[from + skip + 1 + of] ?? "");
  const day = dayNumber(first);
  if (day && month) {
    const year = yearOf(words[from + skip + 2 + of]);
    return { ...inYear(year, month, day, `${first} ${second}`, here), used: skip + 2 + of + (year ? 1 : 0) };
  }
  const ahead = monthOf(first ?? "");
  const later = dayNumber(second);
  if (!ahead || !later) return undefined;
  const year = yearOf(words[from + skip + 2]);
  return { ...inYear(year, ahead, later, `${first} ${second}`, here), used: skip + 2 + (year ? 1 : 0) };
}

/** `in 3 days`, `in zwei Wochen`, `dans 3 jours`, `3 days ago`, `a week from tuesday`. Hours are exact: see {@link readExact}. */
function counted(words: readonly string[], from: number, here: Here): Day | undefined {
  const lead = /^(in|dans)$/.test(words[from] ?? "") ? 1 : 0;
  const ago = readAgo(words, from);
  if (ago && long(ago.unit))
    return { date: todayOf(here).subtract({ [ago.unit]: ago.count }), used: ago.used };
  const amount = amountAt(words, from + lead);
  if (!amount || !long(amount.unit)) return undefined;
  const ahead = { [amount.unit]: amount.count };
  if (lead) return { date: todayOf(here).add(ahead), used: 1 + amount.used };
  if (words[from + amount.used] !== "from") return undefined;
  if (words[from + amount.used + 1] === "now")
    return { date: todayOf(here).add(ahead), used: amount.used + 2 };
  // Nothing is counted from what is counted itself: a chain would be followed to its end from each of its links.
  const base = plainDay(words, from + amount.used + 1, here) ?? ordinal(words, from + amount.used + 1, here);
  if (!base) return undefined;
  const moved = base.either?.map((text) => Temporal.PlainDate.from(text).add(ahead).toString());
  const date = base.date.add(ahead);
  const wrong = base.wrong ?? (date.year > latest ? `The year ${date.year} is too far ahead.` : undefined);
  return {
    date,
    used: amount.used + 1 + base.used,
    ...(moved ? { either: moved } : {}),
    ...(wrong ? { wrong } : {}),
  };
}

/** ISO 8601 writes later years with a sign, which nobody reads. */
const latest = 9999;
const long = (unit: Unit) => unit !== "minutes" && unit !== "hours";

function readAgo(words: readonly string[], from: number) {
  const back = words[from] === "vor" ? 1 : words.slice(from, from + 3).join(" ") === "il y a" ? 3 : 0;
  const amount = amountAt(words, from + back);
  if (!amount) return undefined;
  if (back) return { ...amount, used: back + amount.used };
  return words[from + amount.used] === "ago" ? { ...amount, used: amount.used + 1 } : undefined;
}

/** `the 1st`: of this month, or of the next. */
function ordinal(words: readonly string[], from: number, here: Here): Day | undefined {
  const skip = /^(the|le|am)$/.test(words[from] ?? "") ? 1 : 0;
  const found = /^(\d{1,2})(st|nd|rd|th)$/.exec(words[from + skip] ?? "");
  if (!found || Number(found[1]) > 31) return undefined;
  const today = todayOf(here);
  const day = Number(found[1]);
  const ahead = here.tense === "future";
  const start = today.with({ day: 1 });
  for (let step = 0; step < 3; step++) {
    const month = ahead ? start.add({ months: step }) : start.subtract({ months: step });
    if (day > month.daysInMonth) continue;
    const date = month.with({ day });
    const order = Temporal.PlainDate.compare(date, today);
    if (ahead ? order >= 0 : order <= 0) return { date, used: skip + 1 };
  }
  return undefined;
}

/** `in 2h`, `2 hours from now`, `dans une heure`, `vor 20 min`, `20m ago`. */
export function readExact(words: readonly string[], from: number, here: Here): Exact | undefined {
  const ago = readAgo(words, from);
  if (ago && !long(ago.unit)) return { at: here.now.subtract({ [ago.unit]: ago.count }), used: ago.used };
  const lead = /^(in|dans)$/.test(words[from] ?? "") ? 1 : 0;
  const amount = amountAt(words, from + lead);
  if (!amount || long(amount.unit)) return undefined;
  const after = words.slice(from + amount.used, from + amount.used + 2).join(" ") === "from now";
  if (!lead && !after) return undefined;
  return { at: here.now.add({ [amount.unit]: amount.count }), used: amount.used + (lead ? 1 : 2) };
}

/** The end of a period that an `until` names: `dec`, `dezember 2027`, or a day. */
export function readUntil(words: readonly string[], from: number, here: Here): Day | undefined {
  const skip = /^(the|end|of|ende|fin)$/;
  let at = from;
  while (skip.test(words[at] ?? "")) at += 1;
  const day = readDay(words, at, here);
  if (day) return { ...day, used: at - from + day.used };
  const month = monthOf(words[at] ?? "");
  if (!month) return undefined;
  const year = yearOf(words[at + 1]);
  const found = inYear(year, month, 1, words[at]!, here);
  const thisMonth = !year && month === here.now.month ? todayOf(here).with({ day: 1 }) : found.date;
  return { date: monthEnd(thisMonth), used: at - from + (year ? 2 : 1) };
}

export { countOf };
