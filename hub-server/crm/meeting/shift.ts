/** Moving a series by local time: ten o'clock on Tuesdays becomes three o'clock on Thursdays, whatever the clocks do meanwhile. */
import { untilOf } from "../calendar/check.ts";
import { readUntil } from "../calendar/recurrence.ts";
import { instantOf, zoned } from "../calendar/zone.ts";

export interface Shift {
  readonly timeZone: string;
  /** By the clock on the wall. */
  readonly by: Temporal.Duration;
  readonly days: number;
}

const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/** How far `to` is from `from` on the calendar and the clock of a zone. */
export function shiftOf(from: Date, to: Date, timeZone: string): Shift {
  const [before, after] = [zoned(from, timeZone).toPlainDateTime(), zoned(to, timeZone).toPlainDateTime()];
  const by = before.until(after, { largestUnit: "days" });
  const { days } = before.toPlainDate().until(after.toPlainDate(), { largestUnit: "days" });
  return { timeZone, by, days };
}

export function shifted(time: Date, { by, timeZone }: Shift): Date {
  return instantOf(zoned(time, timeZone).toPlainDateTime().add(by), timeZone);
}

/**
 * The rule of a shifted series: weekdays move along, a single day of the month too, and the end. What else a rule may say, such as
 * "the last Friday", is left as it is; if the new start does not fit it, it is refused when it is checked.
 * @param starts the new start
 */
export function shiftRule(rrule: string, shift: Shift, starts: Date): string {
  const parts = rrule.split(";").map((part) => part.split("=") as [string, string]);
  const frequency = parts.find(([name]) => name === "FREQ")?.[1];
  const day = zoned(starts, shift.timeZone).day;
  return parts
    .map(([name, value]) => {
      if (name === "UNTIL")
        return `${name}=${untilOf(shifted(new Date(readUntil(value, shift.timeZone)), shift))}`;
      if (name === "BYDAY" && frequency === "WEEKLY") return `${name}=${moved(value, shift.days)}`;
      if (name === "BYMONTHDAY" && /^\d+$/.test(value)) return `${name}=${day}`;
      return `${name}=${value}`;
    })
    .join(";");
}

function moved(days: string, by: number): string {
  const place = (day: string) => (((weekdays.indexOf(day) + by) % 7) + 7) % 7;
  return days
    .split(",")
    .map((day) => weekdays[place(day)])
    .join(",");
}

/** The rule up to before an occurrence. */
export function endBefore(rrule: string, occurrence: Date): string {
  const kept = rrule.split(";").filter((part) => !/^(COUNT|UNTIL)=/.test(part));
  return [...kept, `UNTIL=${untilOf(new Date(occurrence.getTime() - 1000))}`].join(";");
}

/** The rule from an occurrence on. @param before how many occurrences the rule itself had before it */
export function beginAt(rrule: string, before: number): string {
  return rrule.replace(/COUNT=(\d+)/, (_, count: string) => `COUNT=${Number(count) - before}`);
}
