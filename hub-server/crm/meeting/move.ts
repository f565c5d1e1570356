/**
 * Moving a meeting. One occurrence becomes a meeting of its own; from one on, the series ends before it and another begins; all of
 * them move by the same local time. Everything is a change of records, so that the generic undo takes all of it back.
 */
import { moveMeeting } from "../../contract/index.ts";
import { InputInvalid } from "../../errors.ts";
import { checkedRule } from "../calendar/check.ts";
import { recurrence } from "../calendar/recurrence.ts";
import { does, type Ctx } from "../context.ts";
import type { Row } from "../record/table.ts";
import { addRow, updateRow, written } from "../record/write.ts";
import { withAttendees } from "./aspect.ts";
import { copyAttendees, tellAttendees } from "./attendees.ts";
import { clashesWith } from "./clash.ts";
import { copyReminders } from "../reminder/recheck.ts";
import { endOf, meetingSeries, prepareMeeting } from "./meeting.ts";
import { meetingTable, ownFrom, targetOf, type Target } from "./occurrence.ts";
import { beginAt, endBefore, shifted, shiftOf, shiftRule, type Shift } from "./shift.ts";

interface Wanted {
  readonly starts: Date;
  readonly ends: Date | undefined;
}

export const move = does(moveMeeting, async (ctx, { starts, ends, ...asked }) => {
  const target = await targetOf(ctx, asked);
  const wanted = { starts: new Date(starts), ends: ends ? new Date(ends) : undefined };
  if (wanted.ends && wanted.ends < wanted.starts)
    throw new InputInvalid([{ field: "/ends", allowed: `after ${starts}, when it starts`, got: ends! }]);
  const row = await moved(ctx, target, wanted);
  const done = { single: "moved", this: "moved once", following: "moved from here on", all: "moved" }[
    target.part
  ];
  const answer = await written(
    ctx,
    meetingTable(ctx),
    row,
    moveMeeting.name,
    done,
    ["starts", "ends"],
    withAttendees,
  );
  return { ...answer, conflicts: await clashesWith(ctx, row) };
});

async function moved(ctx: Ctx, target: Target, wanted: Wanted): Promise<Row> {
  switch (target.part) {
    case "single":
      return moveRow(ctx, target.row, wanted);
    case "this":
      return target.own ? moveRow(ctx, target.own, wanted) : moveOne(ctx, target, wanted);
    case "following":
      return split(ctx, target, wanted);
    case "all":
      return moveAll(ctx, target.row, shiftTo(target, wanted), lengthOf(target.row, wanted));
  }
}

async function moveRow(ctx: Ctx, row: Row, { starts, ends }: Wanted): Promise<Row> {
  const columns = await prepareMeeting(ctx, { starts, ...(ends ? { ends } : {}) }, row);
  return updateRow(ctx, meetingTable(ctx), row, columns, { op: "change" });
}

/** Fields that an occurrence, or the rest of a series, takes over. */
function copied(row: Row): Partial<Row> {
  const names = [
    "title",
    "about_noun",
    "about_id",
    "time_zone",
    "all_day",
    "location",
    "note",
    "status",
    "group_id",
  ];
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

async function addLike(ctx: Ctx, row: Row, columns: Partial<Row>): Promise<Row> {
  const input = { title: row["title"], ...(row.owner_id ? { owner: row.owner_id } : {}) };
  const prepare = () => Promise.resolve({ owner_id: row.owner_id, ...copied(row), ...columns });
  const added = (_: Ctx, made: Row) => copyAttendees(ctx, row.id, made.id);
  return addRow(ctx, meetingTable(ctx), input, { prepare, added });
}

async function moveOne(ctx: Ctx, { row, occurrence }: Target, wanted: Wanted): Promise<Row> {
  const ends = wanted.ends ?? endOf(row, wanted.starts);
  const made = await addLike(ctx, row, {
    starts: wanted.starts,
    ends,
    series_id: row.id,
    recurrence_id: occurrence,
  });
  await tellAttendees(ctx, made, `Moved once: ${String(made["title"])}`, `meet ${made.number}`);
  return made;
}

function shiftTo({ row, occurrence, own }: Target, { starts }: Wanted): Shift {
  return shiftOf((own?.["starts"] as Date | undefined) ?? occurrence, starts, String(row["time_zone"]));
}

/** ms from start to end. */
function lengthOf(row: Row, { starts, ends }: Wanted): number {
  return (ends ?? endOf(row, starts)).getTime() - starts.getTime();
}

const timesOf = (times: unknown) => ((times as string[] | null) ?? []).map((time) => new Date(time));
const orNull = (times: readonly Date[]) => (times.length ? times.map((time) => time.toISOString()) : null);

const moving = (times: unknown, shift: Shift, keep: (time: Date) => boolean) =>
  orNull(
    timesOf(times)
      .filter(keep)
      .map((time) => shifted(time, shift)),
  );

/** Columns of a series, or of the rest of one, moved. */
function seriesColumns(
  row: Row,
  rrule: string | null,
  starts: Date,
  shift: Shift,
  length: number,
  since: Date,
) {
  const series = { starts, timeZone: shift.timeZone, gaps: meetingSeries(row).gaps! };
  const later = (time: Date) => time >= since;
  return {
    starts,
    ends: row["all_day"] === true ? endOf(row, starts) : new Date(starts.getTime() + length),
    rrule: rrule && checkedRule(shiftRule(rrule, shift, starts), series),
    rdate: moving(row["rdate"], shift, later),
    exdate: moving(row["exdate"], shift, later),
  };
}

async function moveAll(ctx: Ctx, row: Row, shift: Shift, length: number): Promise<Row> {
  const starts = shifted(row["starts"] as Date, shift);
  const rrule = row["rrule"] as string | null;
  const columns = seriesColumns(row, rrule, starts, shift, length, new Date(0));
  for (const own of await ownFrom(ctx, row, new Date(0)))
    await updateRow(
      ctx,
      meetingTable(ctx),
      own,
      { recurrence_id: shifted(own["recurrence_id"] as Date, shift) },
      { op: "change" },
    );
  return updateRow(ctx, meetingTable(ctx), row, columns, { op: "change" });
}

/** The series ends before the occurrence; a new one takes over what comes after, exceptions and reminders too. */
async function split(ctx: Ctx, target: Target, wanted: Wanted): Promise<Row> {
  const { row, occurrence } = target;
  const shift = shiftTo(target, wanted);
  const starts = shifted(occurrence, shift);
  const rrule = row["rrule"] as string | null;
  const rule = { ...meetingSeries(row), rdates: [], exdates: [] };
  const before = recurrence.between(rule, new Date(0), occurrence).length;
  const rest = seriesColumns(
    row,
    rrule && beginAt(rrule, before),
    starts,
    shift,
    lengthOf(row, wanted),
    occurrence,
  );
  const made = await addLike(ctx, row, rest);
  for (const own of await ownFrom(ctx, row, occurrence))
    await updateRow(
      ctx,
      meetingTable(ctx),
      own,
      { series_id: made.id, recurrence_id: shifted(own["recurrence_id"] as Date, shift) },
      { op: "change" },
    );
  await updateRow(ctx, meetingTable(ctx), row, endedBefore(row, occurrence), { op: "change" });
  await copyReminders(ctx.tx, row.id, made.id);
  await tellAttendees(ctx, made, `Moved from here on: ${String(made["title"])}`, `meet ${made.number}`);
  return made;
}

/** Columns of a series that ends before an occurrence. */
export function endedBefore(row: Row, occurrence: Date): Partial<Row> {
  const rrule = row["rrule"] as string | null;
  const earlier = (times: unknown) => orNull(timesOf(times).filter((time) => time < occurrence));
  return {
    rrule: rrule && endBefore(rrule, occurrence),
    rdate: earlier(row["rdate"]),
    exdate: earlier(row["exdate"]),
  };
}
