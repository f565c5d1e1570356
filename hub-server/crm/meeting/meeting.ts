/** What a meeting is made of, beyond its fields: its series, its words, and what must hold before it is stored. */
import { Conflict, InputInvalid } from "../../errors.ts";
import { checkedRule, checkedZone } from "../calendar/check.ts";
import type { Series } from "../calendar/recurrence.ts";
import { addDays, dayOf, whenText } from "../calendar/when.ts";
import type { Ctx } from "../context.ts";
import type { Row } from "../record/table.ts";

/** What of a meeting its occurrences follow from. */
export type Timed = Pick<Row, string> & {
  readonly starts: Date;
  readonly ends: Date;
  readonly time_zone: string;
};

const hour = 3_600_000;
const dates = (times: unknown) => ((times as string[] | null) ?? []).map((time) => new Date(time));

/** The occurrences of a meeting. @param replaced starts of those that became meetings of their own */
export function meetingSeries(row: Row | Timed, replaced: readonly Date[] = []): Series {
  return {
    starts: row["starts"] as Date,
    timeZone: String(row["time_zone"]),
    rrule: (row["rrule"] as string | null) ?? null,
    rdates: dates(row["rdate"]),
    exdates: [...dates(row["exdate"]), ...replaced],
    gaps: row["all_day"] === true ? "shift" : "skip",
  };
}

/** End of the occurrence that starts then: as long as the first, in days where it is all-day (RFC 5545 §3.6.1). */
export function endOf(row: Row | Timed, starts: Date): Date {
  const [from, to] = [row["starts"] as Date, row["ends"] as Date];
  if (row["all_day"] !== true) return new Date(starts.getTime() + to.getTime() - from.getTime());
  return addDays(starts, Math.round((to.getTime() - from.getTime()) / (24 * hour)), String(row["time_zone"]));
}

export function meetingText(row: Row): string {
  return whenText(
    row["starts"] as Date,
    row["ends"] as Date,
    String(row["time_zone"]),
    row["all_day"] === true,
  );
}

export function repeats(row: Row): boolean {
  return Boolean(row["rrule"]) || dates(row["rdate"]).length > 0;
}

const shaping = ["starts", "time_zone", "all_day", "rrule"];

/** Completes and checks a meeting. */
export function prepareMeeting(_ctx: Ctx, columns: Partial<Row>, before: Row | null): Promise<Partial<Row>> {
  const row = { ...before, ...columns };
  const zone = checkedZone(row["time_zone"] ?? undefined);
  const allDay = row["all_day"] === true;
  const starts = startOf(row, zone, allDay);
  if (before && repeats(before) && starts.getTime() !== (before["starts"] as Date).getTime())
    throw new Conflict(`${before.number} repeats: meeting.move moves it, and asks which occurrences.`);
  if (before?.["series_id"] && (columns["rrule"] || columns["rdate"]))
    throw new Conflict(`${before.number} is one occurrence of a series and cannot repeat by itself.`);
  const ends = endsOf(columns, before, { starts, zone, allDay });
  const anew = !before || shaping.some((name) => columns[name] !== undefined);
  const rrule = row["rrule"] ? String(row["rrule"]) : null;
  const series = { starts, timeZone: zone, gaps: allDay ? ("shift" as const) : ("skip" as const) };
  return Promise.resolve({
    ...columns,
    ...(before ? {} : { status: "confirmed" }),
    starts,
    ends,
    time_zone: zone,
    ...(rrule && anew ? { rrule: checkedRule(rrule, series) } : {}),
  });
}

function startOf(row: Partial<Row>, zone: string, allDay: boolean): Date {
  const given = new Date(row["starts"] as string | Date);
  return allDay ? dayOf(given, zone) : given;
}

function endsOf(
  columns: Partial<Row>,
  before: Row | null,
  { starts, zone, allDay }: { starts: Date; zone: string; allDay: boolean },
): Date {
  const given = columns["ends"] ? new Date(columns["ends"] as string) : undefined;
  const kept = before && columns["ends"] !== null ? endOf(before, starts) : undefined;
  const wanted = given ?? kept ?? (allDay ? addDays(starts, 1, zone) : new Date(starts.getTime() + hour));
  const ends = allDay ? lastDay(wanted, zone) : wanted;
  if (ends < starts || (allDay && ends <= starts))
    throw new InputInvalid([
      { field: "/ends", allowed: `after ${starts.toISOString()}, when it starts`, got: ends.toISOString() },
    ]);
  return ends;
}

/** The midnight at or after a time. */
function lastDay(time: Date, zone: string): Date {
  const day = dayOf(time, zone);
  return day.getTime() === time.getTime() ? day : addDays(day, 1, zone);
}
