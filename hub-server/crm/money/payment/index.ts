/** Payments: recorded, used, paid back, and taken back by counter-entries; never changed or deleted. */
import {
  allocatePayment,
  payments,
  recordPayment,
  refundPayment,
  voidPayment,
} from "../../../contract/index.ts";
import { Conflict } from "../../../errors.ts";
import { does, type Ctx, type Handler } from "../../context.ts";
import { resolve, resolveIn } from "../../record/resolve.ts";
import { slice } from "../../record/slice.ts";
import type { Row } from "../../record/table.ts";
import { asStored, lockRow, written } from "../../record/write.ts";
import { today } from "../company.ts";
import { documentTablesOf, tableOf } from "../document/kinds.ts";
import { allocate, leftOf, type Use } from "./allocate.ts";
import { currencyOf, takes } from "./takes.ts";
import { bookPayments, paymentTable, recordBooked } from "./record.ts";
import { recordTouched, takeBack, undoAllocations, undoPayments } from "./undo.ts";

const touched = ["direction", "method", "paid_on"];

/** Only reads: the slice's writes are not for money. */
const reads = slice(
  {
    ...payments,
    add: payments.list,
    change: payments.list,
    remove: payments.list,
    restore: payments.list,
  },
  "payment",
).slice(4);

const record = does(
  recordPayment,
  async (ctx, input) => {
    const party = await resolveIn(ctx, tableOf(ctx, "party"), input.party);
    const direction = input.direction ?? "in";
    const on = input.paid_on ?? (await today(ctx));
    const { amount_minor: amount, currency } = input.amount;
    if (amount <= 0)
      throw new Conflict(
        "A payment is of more than nothing; money that went is recorded with direction out.",
      );
    const [id] = await bookPayments(ctx, [
      {
        party: party.id,
        owner: party.owner_id,
        direction,
        amount,
        currency,
        method: input.method ?? "bank",
        on,
        reference: input.reference,
        bankId: input.bank_id,
        note: input.note,
      },
    ]);
    const [row] = await recordBooked(ctx, [id!]);
    const uses = input.pays
      ? await named(ctx, row!, input.pays, on)
      : input.oldest
        ? await oldest(ctx, row!, on)
        : [];
    await use(ctx, uses);
    const after = await asStored(ctx, paymentTable(ctx), row!);
    return written(ctx, paymentTable(ctx), after, recordPayment.name, "recorded", touched);
  },
  undoPayments,
);

/** The documents that the person named, each as far as it is open and money is left. */
async function named(
  ctx: Ctx,
  source: Row,
  pays: readonly { document: string; amount_minor?: number; uses_minor?: number }[],
  on: string,
): Promise<Use[]> {
  const uses: Use[] = [];
  let left = leftOf(source);
  for (const { document, ...said } of pays) {
    const { row } = await resolve(ctx, documentTablesOf(ctx), document);
    const day = notBefore(row["issue_date"], on);
    const taken = await takes(ctx, source, row, { said, left, on: day, called: "the payment" });
    uses.push({ source, noun: "payment", document: row.id, ...taken, on: day });
    left -= taken.uses;
  }
  return uses;
}

/** Money that came before the paper is credit until the paper is there. */
const notBefore = (issued: unknown, on: string): string => (String(issued ?? on) > on ? String(issued) : on);

async function oldest(ctx: Ctx, source: Row, on: string): Promise<Use[]> {
  const rows = await ctx.tx.query<{ id: string; open: string; issued: string }>(
    `select id, open_minor as open, issue_date::text as issued from crm.commercial_doc where party_id = $1 and kind = $2 and currency = $3 and status in ('issued', 'part_paid')
     order by due_date, id for update`,
    [source["party_id"], source["direction"] === "in" ? "invoice" : "bill", source["amount_currency"]],
  );
  const uses: Use[] = [];
  let left = leftOf(source);
  for (const { id, open, issued } of rows) {
    const amount = Math.min(left, Number(open));
    if (amount > 0) uses.push({ source, noun: "payment", document: id, amount, on: notBefore(issued, on) });
    left -= amount;
  }
  return uses;
}

/** Allocates, and leaves the history of the documents that changed. */
async function use(ctx: Ctx, uses: readonly Use[]): Promise<void> {
  const ids = uses.flatMap((one) => one.document ?? []);
  await recordTouched(ctx, ids, () => allocate(ctx, uses));
}

/** A payment or a credit note whose credit is to be used. */
async function credit(ctx: Ctx, ref: string): Promise<{ source: Row; noun: Use["noun"] }> {
  const { table, row } = await resolve(ctx, [paymentTable(ctx), tableOf(ctx, "credit_note")], ref);
  const verb = table.noun.key === "payment" ? "allocate" : "view";
  return { source: await lockRow(ctx, table, row.id, verb), noun: table.noun.key as Use["noun"] };
}

const allocation = does(
  allocatePayment,
  async (ctx, { ref, document, ...said }) => {
    const { source, noun } = await credit(ctx, ref);
    const { table, row } = await resolve(ctx, documentTablesOf(ctx), document);
    const before = await lockRow({ ...ctx, version: undefined }, table, row.id, "view");
    const on = await today(ctx);
    const taken = await takes(ctx, source, before, { said, left: leftOf(source), on });
    await use(ctx, [{ source, noun, document: row.id, ...taken, on }]);
    const after = await asStored(ctx, table, before);
    const left = await asStored(ctx, tableOf(ctx, noun), source);
    const currency = String(after["currency"]);
    return {
      change: ctx.change,
      allocated: { amount_minor: taken.amount, currency },
      left: { amount_minor: leftOf(left), currency: currencyOf(source) },
      open: { amount_minor: Number(after["open_minor"]), currency },
      status: String(after["status"]),
    };
  },
  undoAllocations,
);

const refund = does(
  refundPayment,
  async (ctx, { ref, amount_minor, method, paid_on, reference }) => {
    const { source, noun } = await credit(ctx, ref);
    const amount = amount_minor ?? leftOf(source);
    if (amount <= 0 || amount > leftOf(source))
      throw new Conflict(`Of ${source.number} only ${leftOf(source)} (minor units) are left.`);
    const on = paid_on ?? (await today(ctx));
    const direction = source["direction"] === "out" ? "in" : "out";
    const [id] = await bookPayments(ctx, [
      {
        party: String(source["party_id"]),
        owner: source.owner_id,
        direction,
        amount,
        currency: currencyOf(source),
        method: method ?? "bank",
        on,
        reference,
        refund: true,
      },
    ]);
    await allocate(ctx, [{ source, noun, refund: id!, amount, on }]);
    const [row] = await recordBooked(ctx, [id!]);
    return written(ctx, paymentTable(ctx), row!, refundPayment.name, "refunded", touched);
  },
  undoPayments,
);

const undone = does(voidPayment, async (ctx, { ref }) => {
  const { id } = await resolveIn(ctx, paymentTable(ctx), ref);
  const row = await takeBack(ctx, id);
  return written(ctx, paymentTable(ctx), row, voidPayment.name, "taken back", ["status"]);
});

export const paymentHandlers: readonly Handler[] = [...reads, record, allocation, refund, undone];
