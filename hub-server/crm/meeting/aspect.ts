/** What a meeting's answer holds besides its fields: who takes part, and when it is next. Asked once for all rows. */
import { recurrence } from "../calendar/recurrence.ts";
import type { Ctx } from "../context.ts";
import type { Aspect } from "../record/present.ts";
import type { Row } from "../record/table.ts";
import { attendeesOf, personOf } from "./attendees.ts";
import { meetingSeries, repeats } from "./meeting.ts";

export const withAttendees: Aspect = async (ctx, rows) => {
  const ids = rows.map((row) => row.id);
  const people = Map.groupBy(await attendeesOf(ctx, ids), (row) => row.meeting_id);
  const replaced = await replacedIn(ctx, rows);
  return (row) => ({
    attendees: (people.get(row.id) ?? []).map((one) => ({
      person: personOf(one),
      email: one.email,
      name: one.name,
      answer: one.answer,
      answered_at: one.answered_at?.toISOString() ?? null,
    })),
    next: nextOf(row, replaced.get(row.id) ?? [], ctx.now)?.toISOString() ?? null,
  });
};

function nextOf(row: Row, replaced: readonly Date[], now: Date): Date | null {
  if (row["status"] !== "confirmed" || row.removed_at) return null;
  return recurrence.next(meetingSeries(row, replaced), new Date(now.getTime() - 1));
}

/** Starts of the occurrences that became meetings of their own, by series. */
export async function replacedIn(ctx: Pick<Ctx, "tx">, rows: readonly Row[]): Promise<Map<string, Date[]>> {
  const series = rows.filter(repeats).map((row) => row.id);
  if (!series.length) return new Map();
  const found = await ctx.tx.query<{ series_id: string; recurrence_id: Date }>(
    `select series_id, recurrence_id from crm.replaced_in($1)`,
    [series],
  );
  const grouped = Map.groupBy(found, (row) => row.series_id);
  return new Map([...grouped].map(([id, list]) => [id, list.map((row) => row.recurrence_id)]));
}
