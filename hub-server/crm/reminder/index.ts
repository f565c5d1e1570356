/** Reminders: the generic slice, and snooze. When they fire is computed when they are written, and by the firing loop afterwards. */
import { reminders, snoozeReminder } from "../../contract/index.ts";
import { later } from "../calendar/when.ts";
import { does, type Ctx, type Handler } from "../context.ts";
import type { Aspect } from "../record/present.ts";
import { slice } from "../record/slice.ts";
import type { Table } from "../record/table.ts";
import { rowFor, updateRow, written } from "../record/write.ts";
import { prepareReminder } from "./reminder.ts";

const tableOf = (ctx: Ctx): Table => ctx.parts.tables.find((table) => table.noun.key === "reminder")!;

interface FiringRow {
  readonly id: string;
  readonly next_at: Date | null;
  readonly last_fired_at: Date | null;
}

const withFirings: Aspect = async (ctx, rows) => {
  const found = await ctx.tx.query<FiringRow>(
    `select r.id, least(r.due_at, r.snoozed_until) as next_at,
       (select max(f.fired_at) from crm.reminder_firing f where f.reminder_id = r.id) as last_fired_at
     from crm.reminder r where r.id = any ($1)`,
    [rows.map((row) => row.id)],
  );
  const byId = new Map(found.map((row) => [row.id, row]));
  return (row) => ({
    next_at: byId.get(row.id)?.next_at?.toISOString() ?? null,
    last_fired_at: byId.get(row.id)?.last_fired_at?.toISOString() ?? null,
  });
};

const snooze = does(snoozeReminder, async (ctx, { ref, until, for_s }) => {
  const row = await rowFor(ctx, tableOf(ctx), ref, "change");
  const snoozed_until = later(ctx.now, until, for_s);
  const after = await updateRow(ctx, tableOf(ctx), row, { snoozed_until }, { op: "change" });
  return written(ctx, tableOf(ctx), after, snoozeReminder.name, "snoozed", ["snoozed_until"], withFirings);
});

export const reminderHandlers: readonly Handler[] = [
  ...slice(reminders, "reminder", { aspect: withFirings, prepare: prepareReminder }),
  snooze,
];
