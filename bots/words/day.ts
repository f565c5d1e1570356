/** Days as people type them, in English, German and French. Where two days could be meant both are told. */
import { isLong, readAgo } from "./ago.ts";
import { named, numeric, ordinal, todayOf, type Day, type Here } from "./date.ts";
import { endOfMonth, readEnding } from "./ending.ts";
import { amountAt, relativeDay, weekdayOf } from "./vocabulary.ts";

export type { Day, Here } from "./date.ts";

const nexts = /^(next|nächste[nrs]?|kommende[nrs]?|coming)$/;
const afterNexts = /^übernächste[nrs]?$/;
const thises = /^(this|diese[nrs]?|ce|cette)$/;
const lasts = /^(last|letzte[nrs]?|vergangene[nrs]?)$/;
/** When in a day, but for the clock. */
export const dayParts =
  /^(morning|afternoon|evening|night|früh|morgen|vormittag|nachmittag|abend|matin|après-midi|soir)$/;

/** Reads a day at a place among words; undefined when there is none. */
export function readDay(words: readonly string[], from: number, here: Here): Day | undefined {
  return plainDay(words, from, here) ?? counted(words, from, here) ?? ordinal(words, from, here);
}

/** A day that is not counted from another. */
function plainDay(words: readonly string[], from: number, here: Here): Day | undefined {
  return (
    near(words, from, here) ??
    readEnding(words, from, here) ??
    dated(words, from, here) ??
    weekday(words, from, here) ??
    numeric(words[from] ?? "", here) ??
    named(words, from, here)
  );
}

function near(words: readonly string[], from: number, here: Here): Day | undefined {
  const word = words[from] ?? "";
  const phrase = words.slice(from, from + 4).join(" ");
  const twice = /^(?:the )?day (after tomorrow|before yesterday)(?: |$)/.exec(phrase);
  if (twice) {
    const days = twice[1] === "after tomorrow" ? 2 : -2;
    return { date: todayOf(here).add({ days }), used: word === "the" ? 4 : 3 };
  }
  const days = relativeDay(word);
  if (days !== undefined)
    return { date: todayOf(here).add({ days }), used: 1 + partOfDay(words, from + 1, here) };
  if (/^(this|ce|cet|cette)$/.test(word) && partOfDay(words, from + 1, here))
    return { date: todayOf(here), used: 2 };
  if (word === "eow") return { date: weekdayAfter(todayOf(here), 5, 0), used: 1 };
  return undefined;
}

/** `yesterday evening` is a day of what has passed; when in the evening something is to be done is asked. */
const partOfDay = (words: readonly string[], at: number, { tense }: Here) =>
  tense === "past" && dayParts.test(words[at] ?? "") ? 1 : 0;

/** The next such day, at least so many days after. */
function weekdayAfter(day: Temporal.PlainDate, weekday: number, least: number): Temporal.PlainDate {
  const ahead = (weekday - day.dayOfWeek + 7) % 7;
  return day.add({ days: ahead < least ? ahead + 7 : ahead });
}

/** `Tue, Nov 24`, `Dienstag, den 24.11.`: the day of the week tells which of two dates is meant, and must be right. */
function dated(words: readonly string[], from: number, here: Here): Day | undefined {
  const lead = nexts.test(words[from] ?? "") || thises.test(words[from] ?? "") ? 1 : 0;
  const weekday = weekdayOf(words[from + lead] ?? "", here.language);
  if (!weekday) return undefined;
  let at = from + lead + 1;
  if (/^(the|le|den|dem|prochain|dernier)$/.test(words[at] ?? "")) at += 1;
  const found = numeric(words[at] ?? "", here) ?? named(words, at, here) ?? ordinal(words, at, here);
  if (!found) return undefined;
  const used = at - from + found.used;
  const days = (found.either ?? [found.date.toString()]).map((day) => Temporal.PlainDate.from(day));
  const fit = days.filter(({ dayOfWeek }) => dayOfWeek === weekday);
  if (fit.length === 1 || found.wrong) return { date: fit[0] ?? found.date, used, ...wrongOf(found) };
  return { date: found.date, used, wrong: `${found.date.toString()} is a ${names[found.date.dayOfWeek]}.` };
}

const wrongOf = ({ wrong }: Day) => (wrong ? { wrong } : {});
const names = ["", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** `tue`, `next tue`, `kommenden Dienstag`, `mardi prochain`, `last friday`. */
function weekday(words: readonly string[], from: number, here: Here): Day | undefined {
  const first = words[from] ?? "";
  const before = [nexts, thises, lasts, afterNexts].find((which) => which.test(first));
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
  // The one after the next; who does not count the nearest as the next means a week later.
  if (before === afterNexts)
    return { date: soon, used, either: [soon, soon.add({ days: 7 })].map((one) => one.toString()) };
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

/** `in 3 days`, `in zwei Wochen`, `dans 3 jours`, `3 days ago`, `a week from tuesday`. Hours are exact: see {@link readExact}. */
function counted(words: readonly string[], from: number, here: Here): Day | undefined {
  const lead = /^(in|dans)$/.test(words[from] ?? "") ? 1 : 0;
  const ago = readAgo(words, from);
  if (ago && isLong(ago.unit))
    return { date: todayOf(here).subtract({ [ago.unit]: ago.count }), used: ago.used };
  const amount = amountAt(words, from + lead);
  if (!amount || !isLong(amount.unit)) return undefined;
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
/** The end of a period that an `until` names: `dec`, `dezember 2027`, or a day. */
export function readUntil(words: readonly string[], from: number, here: Here): Day | undefined {
  const at = words[from] === "the" ? from + 1 : from;
  const found = readDay(words, at, here) ?? endOfMonth(words, at, here);
  return found && { ...found, used: at - from + found.used };
}
