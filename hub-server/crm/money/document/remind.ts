/** Dunning: which invoices are overdue, how often the customer was reminded, and when it is time to do it again. */
import { randomUUIDv7 } from "node:crypto";
import { literal, Op, type WhereOptions } from "sequelize";
import { listDunning, remindInvoice } from "../../../contract/index.ts";
import { Conflict } from "../../../errors.ts";
import { hiddenFromAny, mustShow, predicate } from "../../access/gate.ts";
import { does, type Ctx } from "../../context.ts";
import { linkOf, linksOf } from "../../record/links.ts";
import type { Row } from "../../record/table.ts";
import { asStored, lockRow, rowFor, written } from "../../record/write.ts";
import { recordStep } from "./issue.ts";
import { dayOf, tableOf } from "./kinds.ts";

/** Days after the due date on which the first, second and third reminder are due; later ones follow each fortnight. */
const levels = [3, 17, 31];
const day = 86_400_000;

function nextOn(due: string, level: number): string {
  const days = levels[level] ?? levels.at(-1)! + 14 * (level - levels.length + 1);
  return dayOf(new Date(Date.parse(due) + days * day));
}

export const overdue = does(listDunning, async (ctx, { on = dayOf(ctx.now), limit = 50 }) => {
  const table = tableOf(ctx, "invoice");
  mustShow(hiddenFromAny(ctx.viewers, "invoice"), ["open"]);
  const rows = (await table.model.findAll({
    where: {
      [Op.and]: [
        predicate(table, ctx.viewers, "view"),
        { status: ["issued", "part_paid"], due_date: { [Op.lt]: on }, removed_at: null },
      ],
    } as WhereOptions,
    order: [
      [literal("due_date"), "ASC"],
      ["id", "ASC"],
    ],
    limit,
    transaction: ctx.tx.transaction,
    raw: true,
  })) as unknown as Row[];
  const links = await linksOf(ctx, table, rows);
  return {
    items: rows.map((row) => {
      const due = String(row["due_date"]);
      const level = Number(row["dunning_level"]);
      const next_on = String(row["next_dunning"] ?? nextOn(due, level));
      return {
        invoice: linkOf(table, row),
        party: links(String(row["party_id"])),
        open: { amount_minor: Number(row["open_minor"]), currency: String(row["currency"]) },
        due_date: due,
        days: Math.round((Date.parse(on) - Date.parse(due)) / day),
        level,
        next_on,
        remind_now: next_on <= on,
      };
    }),
  };
});

async function setLevel(ctx: Ctx, before: Row, level: number, undoOf?: string): Promise<Row> {
  const table = tableOf(ctx, "invoice");
  await ctx.tx.query(
    `update crm.commercial_doc set dunning_level = $2, next_dunning = $3, version = version + 1, changed_at = $4 where id = $1`,
    [before.id, level, nextOn(String(before["due_date"]), level), ctx.now.toISOString()],
  );
  const after = await asStored(ctx, table, before);
  recordStep(ctx, table, before, after, undoOf);
  return after;
}

export const remind = does(
  remindInvoice,
  async (ctx, { ref }) => {
    const table = tableOf(ctx, "invoice");
    const before = await rowFor(ctx, table, ref, "remind");
    const today = dayOf(ctx.now);
    const level = Number(before["dunning_level"]);
    if (!["issued", "part_paid"].includes(String(before["status"])) || String(before["due_date"]) >= today)
      throw new Conflict(
        `${before.number} is not overdue: it is ${String(before["status"])}, due on ${String(before["due_date"])}.`,
      );
    const next = nextOn(String(before["due_date"]), level);
    if (next > today)
      throw new Conflict(
        `${before.number} was reminded ${level} times; the next reminder is due on ${next}.`,
      );
    await ctx.tx.query(
      `insert into crm.dunning (id, document_id, level, at, person_id) values ($1, $2, $3, $4, $5)`,
      [randomUUIDv7(), before.id, level + 1, ctx.now.toISOString(), ctx.who.id],
    );
    const after = await setLevel(ctx, before, level + 1);
    return written(ctx, table, after, remindInvoice.name, "reminded", ["dunning_level", "due_date"]);
  },
  async (ctx, events) => {
    const table = tableOf(ctx, "invoice");
    const before = await lockRow({ ...ctx, version: undefined }, table, events[0]!.entity_id, "remind");
    await ctx.tx.query(
      `update crm.dunning set withdrawn_at = $2 where document_id = $1 and level = $3 and withdrawn_at is null`,
      [before.id, ctx.now.toISOString(), Number(before["dunning_level"])],
    );
    const after = await setLevel(
      ctx,
      before,
      Math.max(0, Number(before["dunning_level"]) - 1),
      events[0]!.id,
    );
    return { summary: `Undone: the reminder of ${after.number}.`, records: [linkOf(table, after)] };
  },
);
