/**
 * Recurrence: which times a series has (RFC 5545 §3.3.10, §3.8.5). The rule is expanded in the series' own time zone, so that
 * ten o'clock stays ten o'clock across a change of clocks. This is the port; `rrule-temporal` stands behind it and nowhere else.
 */
import { RRuleTemporal } from "rrule-temporal";
import { instantOf, zoned } from "./zone.ts";

export interface Series {
  /** The first occurrence (DTSTART). */
  readonly starts: Date;
  /** IANA name. */
  readonly timeZone: string;
  /** RRULE without its name; null: `starts` and the RDATEs alone. */
  readonly rrule: string | null;
  readonly rdates?: readonly Date[];
  readonly exdates?: readonly Date[];
  /**
   * What becomes of a local time that a change of clocks leaves out. `skip`, as RFC 5545 §3.3.10 demands of what other calendars
   * read too. `shift`: it moves behind the gap, for what must not be lost for a day, such as a reminder.
   */
  readonly gaps?: "skip" | "shift";
}

export interface Recurrence {
  /** Occurrences from `from` to before `to`, in order. */
  readonly between: (series: Series, from: Date, to: Date) => Date[];
  /** The first occurrence after a time; null when there is none. */
  readonly next: (series: Series, after: Date) => Date | null;
  /** The last occurrence; null when the series has none at all, `endless` when it never ends. */
  readonly last: (series: Series) => Date | null | "endless";
}

export const recurrence: Recurrence = { between, next, last };

const day = 86_400_000;

function between(series: Series, from: Date, to: Date): Date[] {
  const within = (time: Date) => time >= from && time < to;
  const rule = compiled(series);
  const ruled = rule ? rule.between(from, to) : [series.starts];
  return inOrder([...ruled, ...(series.rdates ?? [])].filter(within), series);
}

function next(series: Series, after: Date): Date | null {
  const rule = compiled(series);
  const excluded = new Set(series.exdates?.map(Number));
  const others = [...(rule ? [] : [series.starts]), ...(series.rdates ?? [])];
  const other = inOrder(
    others.filter((time) => time > after),
    series,
  )[0];
  const step = (time: Date) => rule?.next(time) ?? null;
  let ruled = step(after);
  while (ruled && excluded.has(Number(ruled))) ruled = step(ruled);
  if (!ruled || !other) return ruled ?? other ?? null;
  return ruled < other ? ruled : other;
}

function last(series: Series): Date | null | "endless" {
  const rule = compiled(series);
  if (rule && !ends(series.rrule!)) return "endless";
  const ruled = rule ? rule.all() : [series.starts];
  return inOrder([...ruled, ...(series.rdates ?? [])], series).at(-1) ?? null;
}

/** Whether a rule says when it ends. */
export function ends(rrule: string): boolean {
  return /(^|;)(COUNT|UNTIL)=/i.test(rrule);
}

function inOrder(times: readonly Date[], { exdates = [] }: Series): Date[] {
  const excluded = new Set(exdates.map(Number));
  const kept = new Set(times.map(Number).filter((time) => !excluded.has(time)));
  return [...kept].toSorted((a, b) => a - b).map((time) => new Date(time));
}

/** A rule's own times, without RDATE and EXDATE. */
interface Rule {
  readonly between: (from: Date, to: Date) => Date[];
  readonly next: (after: Date) => Date | null;
  readonly all: () => Date[];
}

function compiled(series: Series): Rule | undefined {
  if (series.rrule === null) return undefined;
  return series.gaps === "shift" ? shifting(series, series.rrule) : skipping(series, series.rrule);
}

function skipping({ starts, timeZone }: Series, rruleString: string): Rule {
  const rule = new RRuleTemporal({ rruleString, dtstart: zoned(starts, timeZone), temporal: Temporal });
  return {
    between: (from, to) => rule.between(from, to, true).map(timeOf),
    next: (after) => orNull(rule.next(after)),
    all: () => rule.all().map(timeOf),
  };
}

/** Expands local times as if no clock ever changed, and only then asks what time that is: so none falls into a gap. */
function shifting({ starts, timeZone }: Series, rruleString: string): Rule {
  const local = (time: Date) => zoned(time, timeZone).toPlainDateTime();
  const asUtc = (time: Date) => local(time).toZonedDateTime("UTC");
  const back = (wall: Temporal.ZonedDateTime) => instantOf(wall.toPlainDateTime(), timeZone);
  const until = (text: string) => untilText(local(new Date(readUntil(text, timeZone))));
  const inLocal = rruleString.replace(
    /(UNTIL=)([^;]+)/i,
    (_, name: string, text: string) => name + until(text),
  );
  const rule = new RRuleTemporal({ rruleString: inLocal, dtstart: asUtc(starts), temporal: Temporal });
  const wide = (time: Date, by: number) => new Date(asUtc(time).epochMilliseconds + by);
  return {
    between: (from, to) => rule.between(wide(from, -day), wide(to, day), true).map(back),
    next: (after) => {
      let found = rule.next(wide(after, -day));
      while (found && back(found) <= after) found = rule.next(found);
      return found && back(found);
    },
    all: () => rule.all().map(back),
  };
}

const timeOf = (time: Temporal.ZonedDateTime) => new Date(time.epochMilliseconds);
const orNull = (time: Temporal.ZonedDateTime | null) => time && timeOf(time);

/** The point in time of an UNTIL: UTC, local time, or a date, which means the end of that day. */
export function readUntil(text: string, timeZone: string): number {
  const [, year, month, date, time, utc] = /^(\d{4})(\d\d)(\d\d)(?:T(\d{6})(Z?))?$/i.exec(text) ?? [];
  if (!year) throw new RangeError(`UNTIL must be like 20261231T225959Z; got ${text}`);
  const clock = (time ?? "235959").replaceAll(/(\d\d)(?=\d)/g, "$1:");
  const local = Temporal.PlainDateTime.from(`${year}-${month}-${date}T${clock}`);
  return Number(instantOf(local, utc ? "UTC" : timeZone));
}

function untilText(local: Temporal.PlainDateTime): string {
  return `${local.toString({ smallestUnit: "second" }).replaceAll(/[-:]/g, "")}Z`;
}
