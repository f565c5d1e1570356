/** What follows each write of a reminder: when it fires next. */
import type { Row, Stored, TableOptions } from "../record/table.ts";
import { lead, nextArm, subjectOf } from "./reminder.ts";

const timing = [
  "at",
  "rrule",
  "time_zone",
  "todo_id",
  "meeting_id",
  "before_s",
  "snoozed_until",
  "owner_id",
  "removed_at",
];

const stored: Stored = async (ctx, row, before) => {
  const same = (name: string) => JSON.stringify(row[name] ?? null) === JSON.stringify(before?.[name] ?? null);
  if (before && timing.every(same)) return; // another text: what is due now is still due
  const snoozed = row["snoozed_until"] as Date | null;
  // Whoever wants to be reminded later wants no reminder of it before.
  const after = snoozed && snoozed > ctx.now ? snoozed : ctx.now;
  const arm = nextArm(await subjectOf(ctx.tx, row), lead(row), after);
  await ctx.tx.query(
    `update crm.reminder set occurrence = $2, due_at = $3, stale = false, retry_at = null, attempts = 0 where id = $1`,
    [row.id, arm?.occurrence.toISOString() ?? null, arm?.due.toISOString() ?? null],
  );
};

export const reminderTable: TableOptions = {
  secondary: true,
  sort: "at",
  stored,
  titleOf: (row: Row) => String(row["text"] ?? row.number),
  cardTitle: (row, done) => `Reminder ${done}${row["text"] ? `: ${String(row["text"])}` : ""}`,
};
