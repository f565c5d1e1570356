/** Which occurrences of a series a change is for. */
import { InputInvalid } from "../../errors.ts";
import { recurrence } from "../calendar/recurrence.ts";
import type { Ctx } from "../context.ts";
import type { Row, Table } from "../record/table.ts";
import { lockRow, rowFor } from "../record/write.ts";
import { meetingSeries, repeats } from "./meeting.ts";
import { replacedIn } from "./aspect.ts";

export type Part = "this" | "following" | "all";

/** What a change is for: a meeting that stands alone, one occurrence, it and those after it, or a whole series. */
export interface Target {
  readonly part: Part | "single";
  /** The meeting or the series. */
  readonly row: Row;
  /** The start that the occurrence has by its series. */
  readonly occurrence: Date;
  /** The meeting that already stands for the occurrence. */
  readonly own: Row | undefined;
}

export const meetingTable = (ctx: Ctx): Table =>
  ctx.parts.tables.find((table) => table.noun.key === "meeting")!;

interface Asked {
  readonly ref: string;
  readonly which?: Part;
  readonly occurrence?: string;
}

/** Finds and locks what is to be changed. @throws InputInvalid when the series has no such occurrence */
export async function targetOf(ctx: Ctx, { ref, which = "this", occurrence }: Asked): Promise<Target> {
  const table = meetingTable(ctx);
  const row = await rowFor(ctx, table, ref, "change");
  if (row["series_id"] && which !== "this") {
    const series = await lockRow({ ...ctx, version: undefined }, table, String(row["series_id"]), "change");
    return part(which, series, row["recurrence_id"] as Date, row);
  }
  if (!repeats(row)) return { part: "single", row, occurrence: row["starts"] as Date, own: undefined };
  const meant = await occurrenceOf(ctx, row, occurrence);
  return part(which, row, meant, await ownOf(ctx, row, meant));
}

/** From the first occurrence on is all of them. */
function part(which: Part, row: Row, occurrence: Date, own: Row | undefined): Target {
  const first = occurrence.getTime() === (row["starts"] as Date).getTime();
  return { part: which === "following" && first ? "all" : which, row, occurrence, own };
}

async function occurrenceOf(ctx: Ctx, row: Row, asked: string | undefined): Promise<Date> {
  const series = meetingSeries(row);
  const replaced = (await replacedIn(ctx, [row])).get(row.id) ?? [];
  const next = recurrence.next(meetingSeries(row, replaced), ctx.now);
  const time = asked ? new Date(asked) : (next ?? (row["starts"] as Date));
  if (recurrence.between(series, time, new Date(time.getTime() + 1)).length) return time;
  const allowed = `the start of an occurrence of ${row.number}${next ? `; the next is ${next.toISOString()}` : ""}`;
  throw new InputInvalid([{ field: "/occurrence", allowed, got: `"${asked}"` }]);
}

async function ownOf(ctx: Ctx, series: Row, occurrence: Date): Promise<Row | undefined> {
  const found = await meetingTable(ctx).model.findOne({
    where: { series_id: series.id, recurrence_id: occurrence, removed_at: null } as never,
    transaction: ctx.tx.transaction,
    lock: true,
    raw: true,
  });
  return (found as unknown as Row | null) ?? undefined;
}

/** The occurrences of a series that stand for themselves, from a time on. */
export async function ownFrom(ctx: Ctx, series: Row, since: Date): Promise<Row[]> {
  const rows = await meetingTable(ctx).model.findAll({
    where: { series_id: series.id, removed_at: null } as never,
    transaction: ctx.tx.transaction,
    lock: true,
    raw: true,
  });
  return (rows as unknown as Row[]).filter((row) => (row["recurrence_id"] as Date) >= since);
}
