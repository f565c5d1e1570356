/** Balances: nothing is stored beside the lines, so a balance cannot disagree with them. */
import type { Tx } from "../../tx.ts";

export interface Balance {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly purpose: string | null;
  readonly currency: string;
  /** Debit positive. */
  readonly amount: number;
  readonly base: number;
}

/** @param until YYYY-MM-DD, the last day that counts; absent: everything */
export async function balances(tx: Pick<Tx, "query">, until?: string): Promise<Balance[]> {
  const rows = await tx.query<Omit<Balance, "amount" | "base"> & { amount: string; base: string }>(
    `select a.code, a.name, a.type, a.purpose, l.currency, sum(l.amount_minor) as amount, sum(l.base_minor) as base
     from ledger.line l join ledger.account a on a.id = l.account_id
     where $1::date is null or exists (select from ledger.entry e where e.id = l.entry_id and e.date <= $1)
     group by a.id, l.currency order by a.code, l.currency`,
    [until ?? null],
  );
  return rows.map((row) => ({ ...row, amount: Number(row.amount), base: Number(row.base) }));
}
