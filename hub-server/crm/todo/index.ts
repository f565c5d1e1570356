/** To-dos: the generic slice, and what moves them: done, cancel, reopen, snooze. */
import { cancelTodo, doneTodo, reopenTodo, snoozeTodo, todos } from "../../contract/index.ts";
import { Conflict } from "../../errors.ts";
import { recurrence } from "../calendar/recurrence.ts";
import { dayOf, later, laterThan } from "../calendar/when.ts";
import { does, type Ctx, type Handler } from "../context.ts";
import { remindBefore } from "../reminder/add.ts";
import { slice } from "../record/slice.ts";
import type { Row, Table } from "../record/table.ts";
import { rowFor, updateRow, written, type Extras } from "../record/write.ts";
import { dueText, prepareTodo, todoSeries } from "./todo.ts";

const tableOf = (ctx: Ctx): Table => ctx.parts.tables.find((table) => table.noun.key === "todo")!;

export const todoExtras: Extras = {
  prepare: prepareTodo,
  added: (ctx, row, input) =>
    remindBefore(ctx, { todo: row.id }, input["remind_before"] as number[] | undefined),
};

const done = does(doneTodo, async (ctx, { ref }) => {
  const row = await open(ctx, ref);
  const next = row["rrule"] ? recurrence.next(todoSeries(row), laterThan(row["due"] as Date, ctx.now)) : null;
  const columns = next ? { due: next } : { status: "done" };
  const after = await updateRow(ctx, tableOf(ctx), row, { ...columns, done_at: ctx.now }, { op: "change" });
  return written(ctx, tableOf(ctx), after, doneTodo.name, next ? `done until ${dueText(after)}` : "done", []);
});

const cancel = does(cancelTodo, async (ctx, { ref }) => {
  const after = await updateRow(
    ctx,
    tableOf(ctx),
    await open(ctx, ref),
    { status: "cancelled" },
    { op: "change" },
  );
  return written(ctx, tableOf(ctx), after, cancelTodo.name, "cancelled", []);
});

const reopen = does(reopenTodo, async (ctx, { ref }) => {
  const row = await rowFor(ctx, tableOf(ctx), ref, "change");
  if (row["status"] === "open") throw new Conflict(`${row.number} is open already.`);
  const after = await updateRow(ctx, tableOf(ctx), row, { status: "open", done_at: null }, { op: "change" });
  return written(ctx, tableOf(ctx), after, reopenTodo.name, "reopened", []);
});

const snooze = does(snoozeTodo, async (ctx, { ref, until, for_s }) => {
  const row = await open(ctx, ref);
  const columns = putOff(row, ctx.now, later(ctx.now, until, for_s));
  const after = await updateRow(ctx, tableOf(ctx), row, columns, { op: "change" });
  return written(ctx, tableOf(ctx), after, snoozeTodo.name, "put off", ["due"]);
});

/** What is due on a day is put off to a day; later on the same day it has a time. */
function putOff(row: Row, now: Date, to: Date): Partial<Row> {
  if (row["all_day"] !== true) return { due: to };
  const zone = String(row["time_zone"] ?? "UTC");
  return dayOf(to, zone) > dayOf(now, zone) ? { due: dayOf(to, zone) } : { due: to, all_day: null };
}

async function open(ctx: Ctx, ref: string): Promise<Row> {
  const row = await rowFor(ctx, tableOf(ctx), ref, "change");
  if (row["status"] !== "open") throw new Conflict(`${row.number} is ${String(row["status"])}, not open.`);
  return row;
}

export const todoHandlers: readonly Handler[] = [
  ...slice(todos, "todo", todoExtras),
  done,
  cancel,
  reopen,
  snooze,
];
