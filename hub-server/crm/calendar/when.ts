/** Times as people read them, in their zone and with its name, so that nobody has to guess. */
import { InputInvalid } from "../../errors.ts";
import { zoned } from "./zone.ts";

/** `Tue 24 Nov 2026, 10:00–11:00 CET`; an all-day one without the clock. @param ends exclusive */
export function whenText(starts: Date, ends: Date | null, timeZone: string, allDay: boolean): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    ...(allDay ? {} : { hour: "2-digit", minute: "2-digit", timeZoneName: "short" }),
  });
  const last = ends && (allDay ? new Date(ends.getTime() - 1) : ends);
  return (last && last > starts ? format.formatRange(starts, last) : format.format(starts)).replaceAll(
    /[\u2009\u202f]/g,
    "",
  );
}

/** `due 3 h ago`, to one unit. */
export function agoText(seconds: number): string {
  for (const [unit, length] of [
    ["d", 86_400],
    ["h", 3600],
    ["min", 60],
  ] as const)
    if (seconds >= length) return `${Math.floor(seconds / length)} ${unit}`;
  return `${Math.max(0, Math.floor(seconds))} s`;
}

/** The start of the day in which a time lies. */
export function dayOf(time: Date, timeZone: string): Date {
  return new Date(zoned(time, timeZone).startOfDay().epochMilliseconds);
}

/** Whole days later by the calendar: a day with a change of clocks is a day too. */
export function addDays(time: Date, days: number, timeZone: string): Date {
  return new Date(zoned(time, timeZone).add({ days }).epochMilliseconds);
}

/** Whole days between two times, by the calendar. */
export function daysBetween(from: Date, to: Date, timeZone: string): number {
  return zoned(from, timeZone).until(zoned(to, timeZone), { largestUnit: "days" }).days;
}

/** The later of two times. */
export function laterThan(one: Date | null, other: Date): Date {
  return one && one > other ? one : other;
}

/** When "later" is: at a time, or some seconds from now. @throws InputInvalid when it is neither, or not later */
export function later(now: Date, until: string | undefined, seconds: number | undefined): Date {
  const time = until ? new Date(until) : new Date(now.getTime() + (seconds ?? 0) * 1000);
  if (time <= now)
    throw new InputInvalid([
      {
        field: until ? "/until" : "/for_s",
        allowed: "a time in the future, or some seconds",
        got: until ?? "nothing",
      },
    ]);
  return time;
}
