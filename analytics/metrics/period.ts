/** Stretches of time as people say them, in the calendar of their zone. */
import { WordUnknown } from "../errors.ts";
import { nearest } from "./nearest.ts";

/** From the first moment of `from` to the last moment before `until`, both dates in the asked zone. */
export interface Period {
  readonly from: Temporal.PlainDate | null;
  readonly until: Temporal.PlainDate | null;
  /** As it was said: `last 12 months`. */
  readonly said: string;
}

const units = ["day", "week", "month", "quarter", "year"] as const;
type Unit = (typeof units)[number];

/**
 * Reads the period that starts at the head of `words` and takes its words away; null when none starts there.
 * `last N months` are N calendar months of which the present one is the last.
 * @throws WordUnknown
 */
export function takePeriod(words: string[], today: Temporal.PlainDate): Period | null {
  const reader = readers[words[0]?.toLowerCase() ?? ""];
  if (!reader) return null;
  const before = [...words];
  words.shift();
  const [from, until] = reader(words, today);
  const said = before.slice(0, before.length - words.length).join(" ");
  if ([from, until].some((date) => date && !isWritten(date)))
    throw new WordUnknown(said, ["periods between the years 1000 and 9999"], null);
  return { from, until, said: said.toLowerCase() };
}

/** Dates that a database and a person write alike: four digits of a year, and no sign. */
const isWritten = ({ year }: Temporal.PlainDate): boolean => year >= 1000 && year <= 9999;

type Span = readonly [from: Temporal.PlainDate | null, until: Temporal.PlainDate | null];

const readers: Readonly<Record<string, (words: string[], today: Temporal.PlainDate) => Span>> = {
  today: (_, today) => whole(today, "day", 0, 1),
  yesterday: (_, today) => whole(today, "day", -1, 1),
  this: (words, today) => whole(today, takeUnit(words), 0, 1),
  last(words, today) {
    if (!/^\d{1,4}$/.test(words[0] ?? "")) return whole(today, takeUnit(words, "a number"), -1, 1);
    const count = Math.max(1, Number(words.shift()));
    return whole(today, takeUnit(words), 1 - count, count);
  },
  in: (words) => takeDates(words),
  since: (words) => [takeDates(words)[0], null],
  from(words) {
    const [from] = takeDates(words);
    if (words[0]?.toLowerCase() !== "to") throw new WordUnknown(words[0] ?? "", ["to <date>"], null);
    words.shift();
    return [from, takeDates(words)[1]];
  },
};

/** First words of a period, for help and for errors. */
export const periodWords = Object.keys(readers);

/** `count` whole units, of which the first is `shift` units away from the one that holds `today`. */
function whole(today: Temporal.PlainDate, unit: Unit, shift: number, count: number): Span {
  const from = startOf(today, unit).add(steps(unit, shift));
  return [from, from.add(steps(unit, count))];
}

const starts: Readonly<Record<Unit, (date: Temporal.PlainDate) => Temporal.PlainDate>> = {
  day: (date) => date,
  week: (date) => date.subtract({ days: date.dayOfWeek - 1 }),
  month: (date) => date.with({ day: 1 }),
  quarter: (date) => date.with({ day: 1, month: date.month - ((date.month - 1) % 3) }),
  year: (date) => date.with({ day: 1, month: 1 }),
};

export const startOf = (date: Temporal.PlainDate, unit: Unit): Temporal.PlainDate => starts[unit](date);

export const steps = (unit: Unit, count: number): Temporal.DurationLike =>
  unit === "quarter" ? { months: 3 * count } : { [`${unit}s`]: count };

function takeUnit(words: string[], ...also: string[]): Unit {
  const word = words.shift() ?? "";
  const unit = units.find((unit) => word.toLowerCase() === unit || word.toLowerCase() === `${unit}s`);
  if (!unit) throw new WordUnknown(word, [...also, ...units], nearest(word, units));
  return unit;
}

/** `2024`, `2024-05` or `2024-05-17` as the days that it covers. */
function takeDates(words: string[]): readonly [Temporal.PlainDate, Temporal.PlainDate] {
  const word = words.shift() ?? "";
  const [, year, month, day] = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(word) ?? [];
  try {
    const from = Temporal.PlainDate.from(`${year}-${month ?? "01"}-${day ?? "01"}`);
    return [from, from.add(day ? { days: 1 } : month ? { months: 1 } : { years: 1 })];
  } catch {
    throw new WordUnknown(word, ["2024", "2024-05", "2024-05-17"], null);
  }
}
