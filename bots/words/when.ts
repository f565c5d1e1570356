/**
 * Days and moments that have passed, as people type them. What could be read in two ways is asked back, never guessed.
 * A bare day is kept as noon UTC, which is the same date nearly everywhere.
 */
import { WordsUnclear } from "../errors.ts";

const days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const dayLength = 86_400_000;
const ago: Readonly<Record<string, number>> = {
  minute: 60_000,
  min: 60_000,
  hour: 3_600_000,
  h: 3_600_000,
  day: dayLength,
  d: dayLength,
  week: 7 * dayLength,
};

export interface Moment {
  /** ISO 8601 in UTC; undefined when it means now. */
  readonly at: string | undefined;
  /** How many of the words were used. */
  readonly used: number;
}

/**
 * Reads a moment at the beginning of some words.
 * @param words the words that follow, e.g. `["last", "friday", "25m"]`
 * @param now when the words were typed
 * @param position place in the line, for the error
 * @returns undefined when they do not begin with a moment
 * @throws WordsUnclear for 05/06/2026, for a time of day without its zone, and for what has not happened yet
 */
export function readWhen(words: readonly string[], now: Date, position: number): Moment | undefined {
  const [first = "", second = "", third = ""] = words.map((word) => word.toLowerCase());
  if (first === "on" || first === "at") return following(words, now, position, first);
  const moment =
    relative(first, now) ?? weekday(first, second, now) ?? past(first, second, third, now) ?? iso(first);
  if (!moment) {
    refuse(first, position);
    return undefined;
  }
  if (moment.at && Date.parse(moment.at) > endOfDay(now))
    throw new WordsUnclear(`"${words.slice(0, moment.used).join(" ")}" has not happened yet.`, position);
  return moment;
}

function following(words: readonly string[], now: Date, position: number, preposition: string) {
  const moment = readWhen(words.slice(1), now, position + preposition.length + 1);
  return moment && { ...moment, used: moment.used + 1 };
}

function relative(word: string, now: Date): Moment | undefined {
  if (word === "today" || word === "now") return { at: undefined, used: 1 };
  if (word === "yesterday") return { at: before(now, dayLength), used: 1 };
  if (word === "tomorrow") return { at: before(now, -2 * dayLength), used: 1 };
  return undefined;
}

function weekday(first: string, second: string, now: Date): Moment | undefined {
  const last = first === "last";
  const index = days.indexOf(last ? second : first);
  if (index < 0) return undefined;
  const back = (now.getUTCDay() - index + 7) % 7 || 7;
  return { at: noon(before(now, back * dayLength)), used: last ? 2 : 1 };
}

function past(first: string, second: string, third: string, now: Date): Moment | undefined {
  const together = /^(\d{1,4})([a-z]+)$/.exec(first);
  const [count, unit, word] = together ? [together[1], together[2], second] : [first, second, third];
  const length = ago[unit!.replace(/s$/, "")];
  if (word !== "ago" || !length || !/^\d{1,4}$/.test(count!)) return undefined;
  return { at: before(now, Number(count) * length), used: together ? 2 : 3 };
}

function iso(word: string): Moment | undefined {
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(word);
  const text = german ? `${german[3]}-${german[2]!.padStart(2, "0")}-${german[1]!.padStart(2, "0")}` : word;
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    const date = new Date(`${text}T12:00:00Z`);
    return date.toJSON()?.startsWith(text) ? { at: date.toISOString(), used: 1 } : undefined;
  }
  const zoned = /^\d{4}-\d{2}-\d{2}t\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})$/.test(text);
  const date = new Date(zoned ? text.toUpperCase() : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : { at: date.toISOString(), used: 1 };
}

function refuse(word: string, position: number): void {
  if (/^\d{1,2}\/\d{1,2}(\/\d{2,4})?$/.test(word))
    throw new WordsUnclear(`"${word}" could be two dates. Write it as 2026-11-22.`, position);
  if (/^\d{4}-\d{1,2}-\d{1,2}$/.test(word))
    throw new WordsUnclear(`"${word}" is not a date. Write it as 2026-11-22.`, position);
  if (/^\d{1,2}:\d{2}$|^\d{1,2}(:\d{2})?(am|pm)$/.test(word))
    throw new WordsUnclear(
      `I do not know the time zone of "${word}". Leave it out, or write 2026-11-22T14:30Z.`,
      position,
    );
}

const before = (now: Date, milliseconds: number) => new Date(now.getTime() - milliseconds).toISOString();
const noon = (date: string) => `${date.slice(0, 10)}T12:00:00.000Z`;
/** Until the day has ended everywhere on Earth: UTC-12. */
const endOfDay = (now: Date) => now.getTime() + dayLength;
