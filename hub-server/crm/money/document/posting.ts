/** What an issued document says to the ledger. */
import type { Ctx } from "../../context.ts";
import { post, type EntryDraft, type LineDraft } from "../ledger/post.ts";

interface Line {
  readonly net_minor: number;
  readonly tax_minor: number;
  readonly tax?: string;
  readonly account?: string;
}

/** A document as it was issued; amounts come as text from bigint columns. */
interface Issued {
  readonly id: string;
  readonly kind: "invoice" | "credit_note" | "bill";
  readonly number: string;
  readonly party_id: string;
  readonly currency: string;
  readonly issue_date: string;
  readonly due_date: string;
  readonly lines: readonly Line[];
  readonly gross_minor: string;
  readonly base_minor: string;
  /** Minor units of the base currency for one of the document's. */
  readonly factor: string;
  /** Revenue at line precision, with what earlier roundings left over; the net itself for bills. */
  readonly revenue: string;
  readonly net_minor: string;
}

/** Posts issued documents, in the order given. Those whose kind is not posted are left alone. */
export async function postDocuments(ctx: Pick<Ctx, "tx">, ids: readonly string[]): Promise<void> {
  const documents = await ctx.tx.query<Issued>(
    `select d.id, d.kind, d.number, d.party_id, d.currency, d.issue_date::text, d.due_date::text, d.lines, d.net_minor, d.gross_minor,
       d.base_minor, d.rate * power(10::numeric, ledger.exponent((select base_currency from ledger.book)) - ledger.exponent(d.currency)) as factor,
       case when d.kind = 'bill' then d.net_minor
         else crm.round_carrying(d.currency, case d.kind when 'credit_note' then -d.exact_net else d.exact_net end) end as revenue
     from (select d.*, w.place from unnest($1::uuid[]) with ordinality as w (id, place) join crm.commercial_doc d using (id)
       where d.kind in ('invoice', 'credit_note', 'bill') order by w.place) d`,
    [ids],
  );
  const drafts = documents.map(draftOf).filter((draft) => draft.lines.some((line) => line.amount !== 0));
  if (drafts.length) await post(ctx.tx, drafts);
}

export const issueKey = (id: string) => `issue:${id}`;

function draftOf(document: Issued): EntryDraft {
  return {
    key: issueKey(document.id),
    date: document.issue_date,
    memo: document.number,
    document: { noun: document.kind, id: document.id },
    lines: balanced(document, sides(document)),
  };
}

type Side = Pick<LineDraft, "account" | "amount"> & { readonly tax?: string };

/** The lines against the party, without the party's own. */
function sides(document: Issued): Side[] {
  const sale = document.kind !== "bill";
  const sign = document.kind === "invoice" ? -1 : 1; // an invoice credits what it sells
  const net = new Map<string, number>();
  const tax = new Map<string, number>();
  for (const line of document.lines) {
    const account = line.account ?? (sale ? "sales" : "expense");
    net.set(account, (net.get(account) ?? 0) + sign * line.net_minor);
    if (line.tax) tax.set(line.tax, (tax.get(line.tax) ?? 0) + sign * line.tax_minor);
  }
  const rounding = sale ? sign * Number(document.net_minor) + Number(document.revenue) : 0;
  const [first] = net.keys();
  if (first) net.set(first, net.get(first)! - rounding);
  return [
    ...[...net].map(([account, amount]) => ({ account, amount })),
    { account: "rounding", amount: rounding },
    ...[...tax].map(([code, amount]) => ({ account: sale ? "tax_out" : "tax_in", amount, tax: code })),
  ];
}

const partyAccount = { invoice: "receivable", credit_note: "customer_credit", bill: "payable" } as const;

/** Adds the party's line and the base amounts; the first line takes what converting each on its own leaves over. */
function balanced(document: Issued, others: readonly Side[]): LineDraft[] {
  const { currency, kind } = document;
  const sign = kind === "invoice" ? 1 : -1;
  const gross = sign * Number(document.gross_minor);
  const base = sign * Number(document.base_minor);
  const share = (amount: number) => Math.round(amount * Number(document.factor)); // not base / gross: lines may cancel out
  const lines = others.map((line) => ({ ...line, currency, base: share(line.amount) }));
  const left = base + lines.reduce((sum, line) => sum + line.base, 0);
  const [first, ...rest] = lines;
  return [
    {
      account: partyAccount[kind],
      amount: gross,
      currency,
      base,
      party: document.party_id,
      due: document.due_date,
    },
    ...(first ? [{ ...first, base: first.base - left }] : []),
    ...rest,
  ];
}
