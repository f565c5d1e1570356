/** Dunning: which invoices are overdue, how often the customer was reminded, and when it is time to do it again. */
import { randomUUIDv7 } from "node:crypto";
import { literal, Op, type WhereOptions } from "sequelize";
import { listDunning, previewReminder, remindInvoice } from "../../../contract/index.ts";
import { Conflict } from "../../../errors.ts";
import { grantsFor, hiddenFromAny, mustShow, predicate } from "../../access/gate.ts";
import { does, type ChangeEvent, type Ctx, type Undone } from "../../context.ts";
import { linkOf, linksOf } from "../../record/links.ts";
import { resolveIn } from "../../record/resolve.ts";
import type { Row, Table } from "../../record/table.ts";
import { asText } from "../../record/values.ts";
import { asStored, lockRow, rowFor, written } from "../../record/write.ts";
import { readCompany, today } from "../company.ts";
import { recordStep } from "./issue.ts";
import { tableOf } from "./kinds.ts";
import { addressesOf, mailPaper } from "./letter.ts";
import { filled, nextOn, stepFor, stepsOf, type Step } from "./steps.ts";

const day = 86_400_000;

export const overdue = does(listDunning, async (ctx, { limit = 50, ...when }) => {
  const on = when.on ?? (await today(ctx));
  const table = tableOf(ctx, "invoice");
  mustShow(hiddenFromAny(ctx.viewers, "invoice"), ["open"]);
  const rows = (await table.model.findAll({
    where: {
      [Op.and]: [
        predicate(table, ctx.viewers, "view"),
        { status: ["issued", "part_paid"], due_date: { [Op.lt]: on }, removed_at: null },
        literal("open_minor > 0"),
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
  const steps = await stepsOf(ctx);
  return {
    items: rows.map((row) => {
      const due = String(row["due_date"]);
      const level = Number(row["dunning_level"]);
      const next_on = String(row["next_dunning"] ?? nextOn(steps, due, level));
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
    [before.id, level, await nextAfter(ctx, before, level), ctx.now.toISOString()],
  );
  const after = await asStored(ctx, table, before);
  recordStep(ctx, table, before, after, undoOf);
  return after;
}

/** When the next reminder is due after those that stand. */
async function nextAfter(ctx: Ctx, row: Row, level: number): Promise<string> {
  const [last] = await ctx.tx.query<{ at: Date }>(
    `select at from crm.dunning where document_id = $1 and withdrawn_at is null order by at desc limit 1`,
    [row.id],
  );
  const day = last && (await today({ ...ctx, now: last.at }));
  return nextOn(await stepsOf(ctx), String(row["due_date"]), level, day);
}

/** When the next reminder is due; undefined when the invoice is not to be reminded of. */
function nextFor(steps: readonly Step[], row: Row, on: string): string | undefined {
  const due = String(row["due_date"]);
  const open = ["issued", "part_paid"].includes(String(row["status"])) && Number(row["open_minor"]) > 0;
  if (!open || due >= on) return undefined;
  return String(row["next_dunning"] ?? nextOn(steps, due, Number(row["dunning_level"])));
}

/** What the next reminder says. */
async function words(ctx: Ctx, row: Row, step: Step): Promise<{ subject: string; text: string }> {
  const company = await readCompany(ctx);
  const [party] = await ctx.tx.query<{ name: string }>(`select name from crm.party where id = $1`, [
    row["party_id"],
  ]);
  const money = (amount: unknown) =>
    asText({ type: "money" }, { amount_minor: Number(amount), currency: String(row["currency"]) });
  const due = String(row["due_date"]);
  const known = {
    number: row.number,
    party: party?.name ?? "",
    date: String(row["issue_date"] ?? ""),
    due_date: due,
    days: String(Math.max(0, Math.round((Date.parse(await today(ctx)) - Date.parse(due)) / day))),
    total: money(row["gross_minor"]),
    open: money(row["open_minor"]),
    company: company.name,
    bank: company.bank ?? "",
  };
  return { subject: filled(step.subject, known), text: filled(step.text, known) };
}

export const preview = does(previewReminder, async (ctx, { ref }) => {
  const table = tableOf(ctx, "invoice");
  const row = await resolveIn(ctx, table, ref);
  mustShow(hiddenFromAny(ctx.viewers, "invoice", row), ["open", "gross"]);
  const steps = await stepsOf(ctx);
  const now = await today(ctx);
  const on = nextFor(steps, row, now) ?? null;
  const level = Number(row["dunning_level"]);
  const step = stepFor(steps, level);
  const seen = ctx.viewers.every((viewer) => grantsFor(viewer, "contact_point", "view").length > 0);
  const [address] = seen ? await addressesOf(ctx, row["party_id"]) : [];
  return {
    level: level + 1,
    name: step.name,
    on,
    remind_now: on !== null && on <= now,
    ...(await words(ctx, row, step)),
    to: address?.value ?? null,
  };
});

/** Reminds of one invoice: the next level. @throws Conflict when it is not due, or cannot be mailed */
export async function remindOf(ctx: Ctx, before: Row, mail: boolean): Promise<Row> {
  const table = tableOf(ctx, "invoice");
  const level = Number(before["dunning_level"]);
  const steps = await stepsOf(ctx);
  const now = await today(ctx);
  const next = nextFor(steps, before, now);
  if (!next)
    throw new Conflict(
      `${before.number} is not overdue: it is ${String(before["status"])}, due on ${String(before["due_date"])}.`,
    );
  if (next > now)
    throw new Conflict(`${before.number} was reminded ${level} times; the next reminder is due on ${next}.`);
  const said = mail ? await words(ctx, before, stepFor(steps, level)) : undefined;
  const sent = said && (await mailPaper(ctx, table, before, { purpose: "reminder", ...said }));
  await ctx.tx.query(
    `insert into crm.dunning (id, document_id, level, at, person_id, mail_id) values ($1, $2, $3, $4, $5, $6)`,
    [randomUUIDv7(), before.id, level + 1, ctx.now.toISOString(), ctx.who.id, sent?.id ?? null],
  );
  return setLevel(ctx, before, level + 1);
}

export const remind = does(
  remindInvoice,
  async (ctx, { ref, mail = false }) => {
    const table = tableOf(ctx, "invoice");
    const after = await remindOf(ctx, await rowFor(ctx, table, ref, "remind"), mail);
    return written(ctx, table, after, remindInvoice.name, "reminded", ["dunning_level", "due_date"]);
  },
  undoReminders,
);

export async function undoReminders(ctx: Ctx, events: readonly ChangeEvent[]): Promise<Undone> {
  const table = tableOf(ctx, "invoice");
  const rows: Row[] = [];
  for (const event of events) rows.push(await undoRemind(ctx, table, event));
  const shown = rows.map((row) => row.number);
  const more = shown.length > 3 ? ` and ${shown.length - 3} more` : "";
  return {
    summary: `Undone: the reminder of ${shown.slice(0, 3).join(", ")}${more}.`,
    records: rows.map((row) => linkOf(table, row)),
  };
}

/** A mail that still waits is withdrawn with it; one that left cannot be. */
async function undoRemind(ctx: Ctx, table: Table, event: ChangeEvent): Promise<Row> {
  const before = await lockRow({ ...ctx, version: undefined }, table, event.entity_id, "remind");
  const level = Number(before["dunning_level"]);
  if (Number(event.patch["dunning_level"]?.[1] ?? level) !== level)
    throw new Conflict(`${before.number} was reminded again since: take that back first.`);
  const [taken] = await ctx.tx.query<{ mail_id: string | null }>(
    `update crm.dunning set withdrawn_at = $2 where document_id = $1 and level = $3 and withdrawn_at is null returning mail_id`,
    [before.id, ctx.now.toISOString(), level],
  );
  if (taken?.mail_id) await withdraw(ctx, before, taken.mail_id);
  return setLevel(ctx, before, Math.max(0, level - 1), event.id);
}

/** Waits for whoever is sending it at this moment. */
async function withdraw(ctx: Ctx, { number }: Row, mail: string): Promise<void> {
  await ctx.tx.query(
    `update crm.mail set withdrawn_at = $2 where id = $1 and num_nonnulls(sent_at, failed_at, withdrawn_at) = 0`,
    [mail, ctx.now.toISOString()],
  );
  const [sent] = await ctx.tx.query(`select id from crm.mail where id = $1 and sent_at is not null`, [mail]);
  if (sent) throw new Conflict(`The reminder of ${number} went out by mail: it cannot be taken back.`);
}
