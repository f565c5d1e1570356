/** Recording a payment: a row, an entry (money against credit on account), and what it pays. */
import { randomUUIDv7 } from "node:crypto";
import { InputInvalid } from "../../../errors.ts";
import type { Ctx } from "../../context.ts";
import type { Row, Table } from "../../record/table.ts";
import { difference } from "../../record/values.ts";
import { rowsById, tableOf } from "../document/kinds.ts";
import { post, type EntryDraft } from "../ledger/post.ts";

export interface PaymentDraft {
  readonly party: string;
  readonly owner: string | null;
  readonly direction: "in" | "out";
  readonly amount: number;
  readonly currency: string;
  readonly method: string;
  /** YYYY-MM-DD */
  readonly on: string;
  readonly reference?: string | undefined;
  readonly bankId?: string | undefined;
  readonly note?: string | undefined;
  readonly refund?: boolean;
}

interface Booked {
  readonly id: string;
  readonly number: string;
  readonly party_id: string;
  readonly direction: "in" | "out";
  readonly amount_minor: string;
  readonly amount_currency: string;
  readonly base_minor: string;
  readonly paid_on: string;
  readonly method: string;
}

export const paymentKey = (id: string) => `payment:${id}`;

/** Books payments, many at once, in the order given. A refund is posted by its allocation and not here. */
export async function bookPayments(ctx: Ctx, drafts: readonly PaymentDraft[]): Promise<string[]> {
  if (!drafts.length) return [];
  await refuseKnown(ctx, drafts);
  const [series] = await ctx.tx.query<{ first: string }>(`select hub.next_number('PAY', $1) as first`, [
    drafts.length,
  ]);
  const rows = drafts.map((draft, place) => ({
    ...draft,
    place,
    id: randomUUIDv7(),
    number: `PAY-${Number(series!.first) + place}`,
  }));
  await ctx.tx.query(
    `insert into crm.payment (id, number, party_id, owner_id, direction, amount_minor, amount_currency, method, paid_on, reference, bank_id, note, refund, created_at, changed_at)
     select id, number, party, owner, direction, amount, currency, method, "on", reference, "bankId", note, coalesce(refund, false), $2, $2
     from jsonb_to_recordset($1::jsonb) as p (id uuid, place int, number text, party uuid, owner uuid, direction text, amount bigint, currency text,
       method text, "on" date, reference text, "bankId" text, note text, refund boolean) order by place`,
    [JSON.stringify(rows), ctx.now.toISOString()],
  );
  const ids = rows.map((row) => row.id);
  const booked = await ctx.tx.query<Booked>(
    `select id, number, party_id, direction, amount_minor, amount_currency, base_minor, paid_on::text, method
     from crm.payment where id = any ($1) and not refund order by array_position($1, id)`,
    [ids],
  );
  if (booked.length) await post(ctx.tx, booked.map(draftOf));
  return ids;
}

function draftOf(payment: Booked): EntryDraft {
  const { direction, party_id: party, amount_currency: currency } = payment;
  const sign = direction === "in" ? 1 : -1;
  const amount = sign * Number(payment.amount_minor);
  const base = sign * Number(payment.base_minor);
  return {
    key: paymentKey(payment.id),
    date: payment.paid_on,
    memo: payment.number,
    document: { noun: "payment", id: payment.id },
    lines: [
      { account: payment.method === "cash" ? "cash" : "bank", amount, currency, base },
      {
        account: direction === "in" ? "customer_credit" : "supplier_credit",
        party,
        amount: -amount,
        currency,
        base: -base,
      },
    ],
  };
}

/** The bank's own id of a transaction is recorded once. */
async function refuseKnown(ctx: Ctx, drafts: readonly PaymentDraft[]): Promise<void> {
  const ids = drafts.flatMap((draft) => (draft.bankId ? [draft.bankId] : []));
  if (!ids.length) return;
  const [known] = await ctx.tx.query<{ number: string; bank_id: string }>(
    `select number, bank_id from crm.payment where bank_id = any ($1) and status = 'recorded'`,
    [ids],
  );
  if (known)
    throw new InputInvalid([
      {
        field: "/bank_id",
        allowed: `a transaction that is not recorded yet (it is ${known.number})`,
        got: `"${known.bank_id}"`,
      },
    ]);
}

export const paymentTable = (ctx: Ctx): Table => tableOf(ctx, "payment");

/** Leaves the history of payments that were booked. */
export async function recordBooked(ctx: Ctx, ids: readonly string[]): Promise<Row[]> {
  const table = paymentTable(ctx);
  const rows = await rowsById(ctx, table, ids);
  for (const row of rows)
    ctx.record({
      entity: "payment",
      entityId: row.id,
      op: "add",
      patch: difference(table.noun.fields, null, row),
    });
  return rows;
}
