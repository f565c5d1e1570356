/** Allocation: credit pays documents. The database locks, adds up and refuses; the exchange difference is posted here. */
import { randomUUIDv7 } from "node:crypto";
import { Conflict } from "../../../errors.ts";
import type { Ctx } from "../../context.ts";
import type { Row } from "../../record/table.ts";
import { post, reverse, type EntryDraft, type LineDraft } from "../ledger/post.ts";

export interface Use {
  /** A payment or a credit note. */
  readonly source: Row;
  readonly noun: "payment" | "credit_note";
  /** Id of what it pays; absent for a refund. */
  readonly document?: string;
  /** Id of the payment that carries it back. */
  readonly refund?: string;
  readonly amount: number;
  /** What it takes of the source, in the source's currency; as much as it pays unless given, in one currency. */
  readonly uses?: number | undefined;
  /** YYYY-MM-DD */
  readonly on: string;
}

interface Allocated {
  readonly id: string;
  readonly amount: string;
  readonly source_amount: string;
  readonly source_base: string;
  readonly target_base: string;
  readonly on: string;
  readonly party_id: string;
  /** Of the credit. */
  readonly currency: string;
  /** Of what it pays. */
  readonly target_currency: string;
  readonly base_currency: string;
  readonly out: boolean;
  readonly method: string | null;
  readonly source: string;
  readonly target: string;
}

/** What is left of a payment or a credit note, in minor units. */
export function leftOf(source: Row): number {
  const whole = source["amount_minor"] ?? source["gross_minor"];
  return Number(whole) - Number(source["allocated_minor"] ?? source["paid_minor"]);
}

export const allocationKey = (id: string) => `allocation:${id}`;

/** Uses credit, many at once, and posts it. @throws Conflict when less is left or open than is used */
export async function allocate(ctx: Ctx, uses: readonly Use[]): Promise<void> {
  if (!uses.length) return;
  const rows = uses.map((use, place) => ({
    id: randomUUIDv7(),
    place,
    payment: use.noun === "payment" ? use.source.id : null,
    note: use.noun === "credit_note" ? use.source.id : null,
    document: use.document ?? null,
    refund: use.refund ?? null,
    amount: use.amount,
    uses: use.uses ?? use.amount,
    day: use.on,
  }));
  await ctx.tx.query(
    `insert into crm.allocation (id, payment_id, credit_note_id, document_id, refund_id, amount_minor, source_minor, on_date, change)
     select id, payment, note, document, refund, amount, uses, day, $2 from jsonb_to_recordset($1::jsonb)
       as u (id uuid, place int, payment uuid, note uuid, document uuid, refund uuid, amount bigint, uses bigint, day date) order by place`,
    [JSON.stringify(rows), ctx.change],
  );
  const allocated = await ctx.tx.query<Allocated>(
    `select a.id, a.amount_minor as amount, a.source_minor as source_amount, a.source_base_minor as source_base, a.target_base_minor as target_base, a.on_date::text as on,
       coalesce(p.party_id, n.party_id) as party_id, coalesce(p.amount_currency, n.currency) as currency,
       coalesce(d.currency, p.amount_currency, n.currency) as target_currency, (select base_currency from ledger.book) as base_currency,
       coalesce(p.direction = 'out', false) as out, r.method, coalesce(p.number, n.number) as source, coalesce(d.number, r.number) as target
     from unnest($1::uuid[]) with ordinality as w (id, place) join crm.allocation a using (id)
       left join crm.payment p on p.id = a.payment_id left join crm.commercial_doc n on n.id = a.credit_note_id
       left join crm.commercial_doc d on d.id = a.document_id left join crm.payment r on r.id = a.refund_id
     order by w.place`,
    [rows.map((row) => row.id)],
  );
  const mixed = allocated.find(
    (a, place) => a.currency !== a.target_currency && uses[place]!.uses === undefined,
  );
  if (mixed) throw new Conflict(`${mixed.source} and ${mixed.target} are of different currencies.`);
  if (allocated.length < rows.length) throw new Error("an allocation that was made cannot be read back");
  await post(ctx.tx, allocated.map(draftOf));
}

/** Credit goes, and with it what was open or the money in the bank; what the two are worth differently is gain or loss. */
function draftOf(a: Allocated): EntryDraft {
  const { party_id: party, currency, target_currency: other } = a;
  const sign = a.out ? -1 : 1;
  const amount = sign * Number(a.amount);
  const uses = sign * Number(a.source_amount);
  const from = sign * Number(a.source_base);
  const to = sign * Number(a.target_base);
  const refunded = a.method !== null;
  const foreign = other === a.base_currency ? currency : other; // an amount of the base currency is worth itself
  const money = a.method === "cash" ? "cash" : "bank";
  const target = refunded ? money : a.out ? "payable" : "receivable";
  return {
    key: allocationKey(a.id),
    date: a.on,
    memo: `${a.source} pays ${a.target}`,
    document: { noun: "allocation", id: a.id },
    lines: [
      { account: a.out ? "supplier_credit" : "customer_credit", party, amount: uses, currency, base: from },
      { account: target, party: refunded ? null : party, amount: -amount, currency: other, base: -to },
      ...(currency === other
        ? []
        : exchange(a, { uses, amount, base: other === a.base_currency ? to : from })),
      { account: from > to ? "fx_gain" : "fx_loss", amount: 0, currency: foreign, base: to - from },
    ],
  };
}

/** Out of one currency and into another, at the same worth. */
const exchange = (
  { currency, target_currency }: Allocated,
  { uses, amount, base }: { readonly uses: number; readonly amount: number; readonly base: number },
): LineDraft[] => [
  { account: "fx_exchange", amount: -uses, currency, base: -base },
  { account: "fx_exchange", amount, currency: target_currency, base },
];

/** Gives credit back: the allocations are marked as reversed and posted back. @returns ids of documents and payments they touched */
export async function release(ctx: Ctx, allocations: readonly string[], on: string): Promise<string[]> {
  if (!allocations.length) return [];
  const rows = await ctx.tx.query<{ touched: string[] }>(
    `update crm.allocation set reversed_on = $2 where id = any ($1)
     returning array_remove(array[payment_id, credit_note_id, document_id, refund_id], null) as touched`,
    [allocations, on],
  );
  await reverse(ctx.tx, allocations.map(allocationKey), on);
  return [...new Set(rows.flatMap((row) => row.touched))];
}
