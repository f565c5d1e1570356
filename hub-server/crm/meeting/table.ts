/** What follows each write of a meeting: its end, its reminders, and word to those who take part. */
import { recurrence } from "../calendar/recurrence.ts";
import type { Ctx } from "../context.ts";
import { recheckReminders } from "../reminder/recheck.ts";
import type { Row, Stored, TableOptions } from "../record/table.ts";
import { tellAttendees } from "./attendees.ts";
import { endOf, meetingSeries } from "./meeting.ts";

const stored: Stored = async (ctx, row, before) => {
  await keepEnd(ctx, row);
  await recheckReminders(ctx.tx, row.id);
  if (row["series_id"]) await recheckReminders(ctx.tx, String(row["series_id"]));
  const news = before && newsOf(row, before);
  if (news)
    await tellAttendees(
      ctx,
      row,
      `${news}: ${String(row["title"])}`,
      news === "Moved" ? `meet ${row.number}` : "",
    );
};

/** The end of the last occurrence lets an agenda pass over series that are over. */
async function keepEnd(ctx: Ctx, row: Row): Promise<void> {
  const last = recurrence.last(meetingSeries(row));
  const end = last === "endless" ? null : endOf(row, last ?? (row["starts"] as Date));
  await ctx.tx.query(`update crm.meeting set last_end = $2 where id = $1 and last_end is distinct from $2`, [
    row.id,
    end?.toISOString() ?? null,
  ]);
}

function newsOf(row: Row, before: Row): string | undefined {
  const same = (name: string) => Number(row[name] ?? 0) === Number(before[name] ?? 0);
  if (row.removed_at && !before.removed_at) return "Cancelled";
  if (row["status"] !== before["status"]) return row["status"] === "cancelled" ? "Cancelled" : "On again";
  if (before.removed_at && !row.removed_at) return "On again";
  if (!same("starts") || !same("ends")) return "Moved";
  return row["location"] === before["location"] ? undefined : "Elsewhere";
}

export const meetingTableOptions: TableOptions = {
  secondary: true,
  sort: "starts",
  sharedWith: "attendee_ids",
  stored,
  cardTitle: (row, done) => `Meeting ${done}: ${String(row["title"])}`,
};
