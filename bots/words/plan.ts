/** What was gathered of a moment, settled: a point in time or a day, its end, its rule; and how it is told back. */
import { WordsUnclear } from "../errors.ts";
import type { Here } from "./day.ts";
import { refuseUnclear, saysWhen, written, type Gathered } from "./moment.ts";
import { firstDay, fits, recurrenceText, rruleOf } from "./recur.ts";

export interface Plan {
  /** ISO 8601 in UTC; of a whole day its beginning. */
  readonly starts: string;
  readonly ends?: string;
  readonly allDay: boolean;
  readonly zone: string;
  readonly rrule?: string;
  /** What was understood, with the zone: `Tue 24 Nov 2026 10:00–11:00 CET, every 2 weeks`. */
  readonly text: string;
}

/**
 * Settles what was said.
 * @param typed the whole line, from which lines are made that say it without ambiguity
 * @param position place in the line for errors
 * @returns undefined when nothing was said of a moment
 * @throws WordsUnclear for what has two meanings, has passed, or falls into the hour that a change of clocks leaves out
 */
export function settle(said: Gathered, here: Here, typed: string, position: number): Plan | undefined {
  refuseUnclear(said, typed);
  if (!saysWhen(said)) return undefined;
  const zone = here.now.timeZoneId;
  const starts = startOf(said, here, position);
  const day = starts.toPlainDate();
  const { recurrence } = said;
  refuseTwoEnds(said, position);
  if (recurrence && !fits(recurrence, day))
    throw new WordsUnclear(`${dayText(starts)} does not fit "${recurrenceText(recurrence)}".`, position);
  const allDay = !said.clock && !said.exact;
  const ends = endOf(said, starts, here, { allDay, position });
  refusePast(said, here, starts, allDay, position);
  const rrule = recurrence && rruleOf(recurrence, { ...limit(said), zone });
  return {
    starts: instant(starts),
    ...(ends ? { ends: instant(ends) } : {}),
    allDay,
    zone,
    ...(rrule ? { rrule } : {}),
    text: textOf(said, starts, ends, allDay),
  };
}

/** RFC 5545, 3.3.10: a rule has COUNT or UNTIL, never both; and a series of no times never ends. */
function refuseTwoEnds({ count, until }: Gathered, position: number): void {
  if (count === 0) throw new WordsUnclear("A series has one time at least.", position);
  if (count !== undefined && until)
    throw new WordsUnclear(`Say how often, ${count} times, or until when; not both.`, position);
}

const limit = ({ count, until }: Gathered) => ({
  ...(count ? { count } : {}),
  ...(until ? { until: until.date } : {}),
});

export const instant = (time: Temporal.ZonedDateTime) => new Date(time.epochMilliseconds).toISOString();

function startOf(said: Gathered, here: Here, position: number): Temporal.ZonedDateTime {
  if (said.exact) return said.exact.round({ smallestUnit: "minute", roundingMode: "floor" });
  const zone = here.now.timeZoneId;
  const date = said.day?.date ?? dayFor(said, here, position);
  if (!said.clock) return date.toZonedDateTime(zone);
  return onClock(date, said.clock.minute, here, position);
}

/** What the clocks on the wall show, that day; @throws WordsUnclear for what they skip. */
function onClock(
  date: Temporal.PlainDate,
  minute: number,
  here: Here,
  position: number,
): Temporal.ZonedDateTime {
  const zone = here.now.timeZoneId;
  const local = date
    .add({ days: minute === 1440 ? 1 : 0 })
    .toPlainDateTime(Temporal.PlainTime.from(written(minute)));
  try {
    return local.toZonedDateTime(zone, { disambiguation: "reject" });
  } catch {
    const first = local.toZonedDateTime(zone, { disambiguation: "earlier" });
    // Of two equal times in autumn the first is meant; one that spring leaves out is none.
    if (first.toPlainDateTime().equals(local)) return first;
    throw new WordsUnclear(`${written(minute)} does not exist that day: the clocks change.`, position);
  }
}

/** No day was said: today if the time is still ahead, or the first day that the rule fits. */
function dayFor(said: Gathered, here: Here, position: number): Temporal.PlainDate {
  const today = here.now.toPlainDate();
  const { clock, recurrence } = said;
  const now = here.now.hour * 60 + here.now.minute;
  const ahead = !clock || clock.minute > now;
  if (recurrence) {
    const first = firstDay(recurrence, clock && ahead ? today : today.add({ days: 1 }));
    return first;
  }
  if (here.tense === "past") {
    if (clock!.minute <= now) return today;
    throw new WordsUnclear(`${written(clock!.minute)} has not come yet today. Say which day.`, position);
  }
  if (ahead) return today;
  throw new WordsUnclear(
    `${written(clock.minute)} has passed today. Say which day: tomorrow ${written(clock.minute)}.`,
    position,
  );
}

function endOf(
  said: Gathered,
  starts: Temporal.ZonedDateTime,
  here: Here,
  { allDay, position }: { allDay: boolean; position: number },
) {
  if (allDay) return undefined;
  if (said.clock?.end !== undefined) return onClock(starts.toPlainDate(), said.clock.end, here, position);
  return said.length === undefined ? undefined : starts.add({ seconds: said.length });
}

function refusePast(
  said: Gathered,
  here: Here,
  starts: Temporal.ZonedDateTime,
  allDay: boolean,
  position: number,
): void {
  if (here.anyTime) return;
  const now = allDay ? here.now.startOfDay() : here.now;
  const order = Temporal.ZonedDateTime.compare(starts, now);
  if (here.tense === "future" && order < 0)
    throw new WordsUnclear(`${dayText(starts)}${clockText(said)} has passed.`, position);
  if (here.tense === "past" && Temporal.ZonedDateTime.compare(starts, here.now) > 0)
    throw new WordsUnclear(`${dayText(starts)}${clockText(said)} has not happened yet.`, position);
}

const clockText = ({ clock }: Gathered) => (clock ? ` ${written(clock.minute)}` : "");

const weekdays = ["", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const months = ["", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const dayText = ({ dayOfWeek, day, month, year }: Temporal.ZonedDateTime | Temporal.PlainDate) =>
  `${weekdays[dayOfWeek]} ${day} ${months[month]} ${year}`;

const minutesOf = ({ hour, minute }: Temporal.ZonedDateTime) => hour * 60 + minute;

function textOf(
  said: Gathered,
  starts: Temporal.ZonedDateTime,
  ends: Temporal.ZonedDateTime | undefined,
  allDay: boolean,
): string {
  const clock = allDay
    ? ""
    : ` ${written(minutesOf(starts))}${ends ? `–${written(minutesOf(ends))}` : ""} ${abbreviation(starts)}`;
  const rule = said.recurrence ? `, ${recurrenceText(said.recurrence)}` : "";
  const times = said.count ? ` (${said.count}×)` : said.until ? ` until ${dayText(said.until.date)}` : "";
  return `${dayText(starts)}${clock}${rule}${times}`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** `CET`; formats are slow to make and quick to use. */
function abbreviation(time: Temporal.ZonedDateTime): string {
  const timeZone = time.timeZoneId;
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone, timeZoneName: "short" });
    formats.set(timeZone, format);
  }
  return (
    format.formatToParts(time.epochMilliseconds).find(({ type }) => type === "timeZoneName")?.value ??
    timeZone
  );
}
