/** What a to-do is made of, beyond its fields: its series, its words, and what must hold before it is stored. */
import { InputInvalid } from "../../errors.ts";
import { checkedRule, checkedZone } from "../calendar/check.ts";
import type { Series } from "../calendar/recurrence.ts";
import { dayOf, whenText } from "../calendar/when.ts";
import type { Ctx } from "../context.ts";
import { recheckReminders } from "../reminder/recheck.ts";
import type { Row, Stored, TableOptions } from "../record/table.ts";

/** `due` is the present occurrence; the series goes on from `repeats_from`, so that COUNT and rhythm stay as they were planned. */
export function todoSeries(row: Row): Series {
  return {
    starts: (row["repeats_from"] ?? row["due"]) as Date,
    timeZone: String(row["time_zone"] ?? "UTC"),
    rrule: row["rrule"] as string | null,
    gaps: "shift",
  };
}

export function dueText(row: Row): string {
  const due = row["due"] as Date | null;
  return due ? whenText(due, null, String(row["time_zone"] ?? "UTC"), row["all_day"] === true) : "";
}

/** Completes and checks a to-do. A new due time or rule begins the series anew. */
export async function prepareTodo(
  _ctx: Ctx,
  columns: Partial<Row>,
  before: Row | null,
): Promise<Partial<Row>> {
  const row = { ...before, ...columns };
  const zone = checkedZone(row["time_zone"] ?? undefined);
  const given = row["due"] ? new Date(row["due"] as string | Date) : null;
  const due = given && row["all_day"] ? dayOf(given, zone) : given;
  if (row["rrule"] && !due)
    throw new InputInvalid([
      { field: "/due", allowed: "given: what repeats is due some time", got: "nothing" },
    ]);
  const anew =
    !before || ["due", "rrule", "time_zone", "all_day"].some((name) => columns[name] !== undefined);
  const series =
    due && row["rrule"] && anew ? { starts: due, timeZone: zone, gaps: "shift" as const } : undefined;
  return Promise.resolve({
    ...columns,
    ...(before ? {} : { status: "open" }),
    ...(due || columns["time_zone"] ? { time_zone: zone } : {}),
    ...(columns["due"] !== undefined || columns["all_day"] !== undefined ? { due } : {}),
    ...(series ? { rrule: checkedRule(String(row["rrule"]), series) } : {}),
    ...(anew ? { repeats_from: row["rrule"] ? due : null } : {}),
  });
}

/** Reminders follow; whoever gets it from somebody else is told. */
const stored: Stored = async (ctx, row, before) => {
  await recheckReminders(ctx.tx, row.id);
  if (!row.owner_id || row.owner_id === ctx.who.id || row.owner_id === before?.owner_id) return;
  const record = { id: row.id, noun: "todo", number: row.number, title: String(row["title"]) };
  ctx.tell({
    kind: "direct",
    to: [row.owner_id],
    record,
    card: {
      record,
      call: "todo.add",
      change: ctx.change,
      title: `For you: ${String(row["title"])}`,
      by: ctx.who.name,
      facts: [
        { label: "From", value: ctx.who.name },
        ...(row["due"] ? [{ label: "Due", value: dueText(row) }] : []),
      ],
      actions: [{ label: "Done", words: `done ${row.number}` }],
      state: "current",
    },
  });
};

export const todoTable: TableOptions = {
  secondary: true,
  sort: "due",
  stored,
  cardTitle: (row, done) => `To-do ${done}: ${String(row["title"])}`,
};
