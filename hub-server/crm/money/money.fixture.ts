/** A hub with an accountant, a manager and a seller, tax rates, and what tests of money ask again and again. */
import { HubProblem } from "../../client.ts";
import { invoices, invoiceVerbs, ledgerBalance, parties, setTaxRate } from "../../contract/index.ts";
import { openTestHub, type TestHub, type TestHubOptions, type TestPerson } from "../../testing/hub.ts";

export const today = new Date().toISOString().slice(0, 10);
export const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
export const usd = (amount_minor: number) => ({ amount_minor, currency: "USD" });

/** The refusal of what must be refused. */
export const problem = (promise: Promise<unknown>): Promise<HubProblem> =>
  promise.then(
    () => Promise.reject(new Error("it was not refused")),
    (error: unknown) => (error instanceof HubProblem ? error : Promise.reject(error as Error)),
  );

export interface Money {
  readonly hub: TestHub;
  readonly acc: TestPerson;
  readonly boss: TestPerson;
  readonly ann: TestPerson;
  /** A new customer of ann's. @returns its number */
  readonly customer: () => Promise<string>;
  /** An issued invoice of one line. */
  readonly issued: (
    party: string,
    unit_price_minor: number,
    more?: { date?: string; currency?: string; tax?: string },
  ) => ReturnType<typeof issue>;
  /** Balance of the account of a purpose, in minor units of the base currency. */
  readonly balance: (purpose: string) => Promise<number>;
}

export async function openMoney(options: TestHubOptions = {}): Promise<Money> {
  const hub = await openTestHub(options);
  const boss = await hub.person("boss", ["manager"]);
  const ann = await hub.person("ann", ["sales-executive"], { manager: "boss" });
  const acc = await hub.person("acc", ["accountant"], { manager: "boss" });
  await acc.hub(setTaxRate, { code: "VAT20", label: "VAT", percent: 20, valid_from: "2000-01-01" });
  await acc.hub(setTaxRate, { code: "VAT22", label: "VAT", percent: 19, valid_from: "2000-01-01" });
  await acc.hub(setTaxRate, { code: "VAT22", label: "VAT", percent: 22, valid_from: "2010-01-01" });
  await acc.hub(setTaxRate, {
    code: "IN10",
    label: "VAT",
    percent: 10,
    valid_from: "2000-01-01",
    inclusive: true,
  });
  let count = 0;
  return {
    hub,
    acc,
    boss,
    ann,
    customer: async () =>
      (await hub.admin.hub(parties.add, { name: `Customer ${++count}`, role: "customer", owner: "ann" }))
        .record.number,
    issued: (party, unit_price_minor, more = {}) => issue(acc, party, unit_price_minor, more),
    balance: async (purpose) => {
      const { items } = await acc.hub(ledgerBalance, {});
      return items.filter((row) => row.purpose === purpose).reduce((sum, row) => sum + row.base_minor, 0);
    },
  };
}

async function issue(
  acc: TestPerson,
  party: string,
  unit_price_minor: number,
  more: { date?: string; currency?: string; tax?: string },
) {
  const { date, tax, ...rest } = more;
  const line = { description: "Tea", quantity: 1, unit_price_minor, ...(tax ? { tax } : {}) };
  const { record } = await acc.hub(invoices.add, { party, lines: [line], ...rest });
  return (await acc.hub(invoiceVerbs.issue, { ref: record.id, ...(date ? { date } : {}) })).record;
}

/** What documents and payments say must be what the ledger says, account by account and party by party. */
export async function disagreements(hub: TestHub): Promise<unknown[]> {
  const client = await hub.database.pool.connect();
  try {
    await client.query("begin");
    await client.query(
      `select set_config('hub.person', (select id::text from access.person where user_id = $1), true)`,
      [hub.admin.userId],
    );
    const { rows } = await client.query(
      `with booked as (
         select a.purpose, n.now_id as party_id, l.currency, sum(l.amount_minor) as amount, sum(l.base_minor) as base
         from ledger.line l join ledger.account a on a.id = l.account_id cross join lateral crm.parties_now(array[l.party_id]) n
         where l.party_id is not null group by 1, 2, 3),
       said as (
         select case kind when 'invoice' then 'receivable' when 'bill' then 'payable' else 'customer_credit' end as purpose, party_id, currency::text,
           sum(case kind when 'invoice' then 1 else -1 end * open_minor) as amount, sum(case kind when 'invoice' then 1 else -1 end * (base_minor - paid_base_minor)) as base
         from crm.commercial_doc where kind in ('invoice', 'bill', 'credit_note') and status in ('issued', 'part_paid', 'paid') group by 1, 2, 3
         union all
         select case direction when 'in' then 'customer_credit' else 'supplier_credit' end, party_id, amount_currency::text,
           sum(case direction when 'in' then -1 else 1 end * (amount_minor - allocated_minor)), sum(case direction when 'in' then -1 else 1 end * (base_minor - allocated_base_minor))
         from crm.payment where status = 'recorded' and not refund group by 1, 2, 3),
       summed as (select purpose, party_id, currency, sum(amount) as amount, sum(base) as base from said group by 1, 2, 3)
       select purpose, party_id, b.amount, s.amount as said, b.base, s.base as said_base from booked b full join summed s using (purpose, party_id, currency)
       where coalesce(b.amount, 0) <> coalesce(s.amount, 0) or coalesce(b.base, 0) <> coalesce(s.base, 0)`,
    );
    const total = await client.query<{ sum: string | null }>(
      `select sum(base_minor) as sum from ledger.line`,
    );
    return [...rows, ...(Number(total.rows[0]!.sum ?? 0) === 0 ? [] : ["the ledger is not zero"])];
  } finally {
    await client.query("rollback");
    client.release();
  }
}
