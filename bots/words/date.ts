/** Dates as people type them, with or without their year, in English, German and French. */
import { monthOf } from "./vocabulary.ts";

export interface Day {
  readonly date: Temporal.PlainDate;
  readonly used: number;
  /** Other days that the words could mean, and this one, as they may be written; or why there is none. */
  readonly either?: readonly string[];
  readonly wrong?: string;
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

export const todayOf = ({ now }: Here) => now.toPlainDate();

/** `2026-11-24`, `24.11.`, `24.11.2026`, `24/11/2026`. */
export function numeric(word: string, here: Here): Day | undefined {
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
export function inYear(year: string | undefined, month: number, day: number, word: string, here: Here): Day {
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
export const yearOf = (word: string | undefined) => (/^20\d{2}$/.test(word ?? "") ? word : undefined);

/** `24 nov`, `24. November 2026`, `the 24th of november`, `le 24 novembre`, `nov 24`. */
export function named(words: readonly string[], from: number, here: Here): Day | undefined {
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

/** A bare number is a day only behind its article: `am 24.`, `le 24`. */
const articled: Readonly<Record<string, RegExp>> = {
  am: /^(\d{1,2})\.$/,
  den: /^(\d{1,2})\.$/,
  zum: /^(\d{1,2})\.$/,
  le: /^(\d{1,2})$/,
};

/** `the 1st`: of this month, or of the next. */
export function ordinal(words: readonly string[], from: number, here: Here): Day | undefined {
  const article = words[from] ?? "";
  const skip = /^(the|le|am|den|zum)$/.test(article) ? 1 : 0;
  const word = words[from + skip] ?? "";
  const behind = skip && Object.hasOwn(articled, article) ? articled[article]!.exec(word) : null;
  const found = /^(\d{1,2})(st|nd|rd|th|er)$/.exec(word) ?? behind;
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
