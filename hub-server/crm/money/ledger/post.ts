/** Posting: entries and their lines, many at once. The database decides whether they hold; here is only how they are written. */
import { randomUUIDv7 } from "node:crypto";
import { Conflict, NotFound } from "../../../errors.ts";
import type { Tx } from "../../tx.ts";

export type Purpose =
  | "bank"
  | "cash"
  | "receivable"
  | "tax_in"
  | "supplier_credit"
  | "fx_exchange"
  | "payable"
  | "customer_credit"
  | "tax_out"
  | "pay_payable"
  | "pay_deductions"
  | "equity"
  | "sales"
  | "rounding"
  | "fx_gain"
  | "expense"
  | "pay"
  | "fx_loss";

export interface LineDraft {
  /** A purpose, or the code of an account. */
  readonly account: string;
  readonly party?: string | null;
  /** Debit positive, credit negative. */
  readonly amount: number;
  readonly currency: string;
  /** The same in the base currency; a line of an exchange difference has this alone. */
  readonly base: number;
  readonly tax?: string | null;
  readonly due?: string | null;
}

export interface EntryDraft {
  /** What it is posted for, e.g. `issue:<id>`: the same thing is never posted twice. */
  readonly key: string;
  /** YYYY-MM-DD, in an open period. */
  readonly date: string;
  readonly memo: string;
  readonly document?: { readonly noun: string; readonly id: string };
  readonly lines: readonly LineDraft[];
}

type Query = Pick<Tx, "query">;

/**
 * Posts entries; an entry whose key was posted before is left alone. Lines of nothing are dropped.
 * @returns key → id of the entry that stands
 * @throws Conflict for entries that the database refuses, some of it only at COMMIT
 */
export async function post(tx: Query, drafts: readonly EntryDraft[]): Promise<Map<string, string>> {
  const account = await accountIds(tx);
  const entries = drafts.map((draft, place) => ({
    place,
    id: randomUUIDv7(),
    ...draft,
    lines: draft.lines.filter((line) => line.amount !== 0 || line.base !== 0),
  }));
  const added = await tx.query<{ id: string; key: string }>(
    `insert into ledger.entry (id, key, date, memo, document_noun, document_id, line_count, period)
     select id, key, date, memo, document ->> 'noun', (document ->> 'id')::uuid, jsonb_array_length(lines), date
     from jsonb_to_recordset($1::jsonb) as e (id uuid, key text, date date, memo text, document jsonb, lines jsonb, place int)
     order by place on conflict (key) do nothing returning id, key`,
    [JSON.stringify(entries)],
  );
  const posted = new Map(added.map((row) => [row.key, row.id]));
  const lines = entries
    .filter((entry) => posted.get(entry.key) === entry.id)
    .flatMap((entry) =>
      entry.lines.map((line, position) => ({
        ...line,
        entry: entry.id,
        position,
        account: account(line.account),
      })),
    );
  await tx.query(
    `insert into ledger.line (entry_id, position, account_id, party_id, amount_minor, currency, base_minor, tax_code, due_date)
     select entry, position, account, party, amount, currency, base, tax, due from jsonb_to_recordset($1::jsonb)
       as l (entry uuid, position int, account uuid, party uuid, amount bigint, currency text, base bigint, tax text, due date)`,
    [JSON.stringify(lines)],
  );
  await settle(tx);
  const known = drafts.map((draft) => draft.key).filter((key) => !posted.has(key));
  if (known.length)
    for (const row of await tx.query<{ id: string; key: string }>(
      `select id, key from ledger.entry where key = any ($1)`,
      [known],
    ))
      posted.set(row.key, row.id);
  return posted;
}

/** What COMMIT would refuse is refused here, where the transaction can still be rolled back in order. */
async function settle(tx: Query): Promise<void> {
  await tx.query(`set constraints ledger.check_entry immediate`);
  await tx.query(`set constraints ledger.check_entry deferred`);
}

async function accountIds(tx: Query): Promise<(name: string) => string> {
  const rows = await tx.query<{ id: string; code: string; purpose: string | null }>(
    `select id, code, purpose from ledger.account`,
  );
  const ids = new Map(
    rows.flatMap(
      (row) => [[row.code, row.id], ...(row.purpose ? [[row.purpose, row.id]] : [])] as [string, string][],
    ),
  );
  return (name) => {
    const id = ids.get(name);
    if (!id) throw new NotFound(`the account "${name}"`);
    return id;
  };
}

/**
 * Posts the mirror images of entries, found by their keys.
 * @param date YYYY-MM-DD, in an open period
 * @throws NotFound when one was never posted, Conflict when one is reversed already
 */
export async function reverse(tx: Query, keys: readonly string[], date: string): Promise<void> {
  const reversed = await tx.query<{ reverses_id: string }>(
    `insert into ledger.entry (id, key, date, memo, document_noun, document_id, reverses_id, line_count, period)
     select m.id, 'reverse:' || e.id, $3, 'Reversal: ' || e.memo, e.document_noun, e.document_id, e.id, e.line_count, $3
     from unnest($1::text[], $2::uuid[]) as m (key, id) join ledger.entry e on e.key = m.key
     on conflict do nothing returning reverses_id`,
    [keys, keys.map(() => randomUUIDv7()), date],
  );
  if (reversed.length < keys.length) await explain(tx, keys);
  await tx.query(
    `insert into ledger.line (entry_id, position, account_id, party_id, amount_minor, currency, base_minor, tax_code, due_date)
     select r.id, l.position, l.account_id, l.party_id, -l.amount_minor, l.currency, -l.base_minor, l.tax_code, l.due_date
     from ledger.entry r join ledger.line l on l.entry_id = r.reverses_id where r.reverses_id = any ($1)`,
    [reversed.map((row) => row.reverses_id)],
  );
  await settle(tx);
}

async function explain(tx: Query, keys: readonly string[]): Promise<never> {
  const [there] = await tx.query<{ count: string }>(
    `select count(*) from ledger.entry where key = any ($1)`,
    [keys],
  );
  if (Number(there!.count) < new Set(keys).size) throw new NotFound("an entry to reverse");
  throw new Conflict("That is reversed already.");
}
