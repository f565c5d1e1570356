/** A long ledger for benchmarks: invoices of ten years, posted, and mostly paid. The same seed gives the same ledger. */
import type { Client } from "pg";

const batch = 20_000;

/** An invoice and its entry of three lines: receivable, sales, tax. Nine in ten are paid, the rest is open. */
const fill = `
  with base as (
    select n, hashint8extended(n, 1) & 9223372036854775807 as h from generate_series($1::int, $2::int) n
  ), payer as (
    select array_agg(id order by number) as ids from crm.party where number like 'CUS-1%'
  ), made as (
    select uuidv7() as doc, uuidv7() as entry, n, ids[1 + h % cardinality(ids)] as party, date '2016-01-01' + (n * 3650.0 / $3)::int as day,
      100 + (h % 1000000)::bigint as net, h % 10 = 0 as open
    from base, payer
  ), docs as (
    insert into crm.commercial_doc (id, kind, number, party_id, currency, issue_date, due_date, status, lines, net_minor, tax_minor, gross_minor,
      exact_net, paid_minor, rate, base_minor, paid_base_minor, owner_id, created_at, happened_at)
    select doc, 'invoice', 'INV-' || 1000000 + n, party, 'USD', day, day + 30, case when open then 'issued' else 'paid' end, '[]', net, net / 5, net + net / 5,
      net, case when open then 0 else net + net / 5 end, 1, net + net / 5, case when open then 0 else net + net / 5 end, p.owner_id, day, day
    from made join crm.party p on p.id = made.party
  ), entries as (
    insert into ledger.entry (id, key, date, period, memo, document_noun, document_id, line_count)
    select entry, 'issue:' || doc, day, date_trunc('month', day)::date, 'INV-' || 1000000 + n, 'invoice', doc, 3 from made
  )
  insert into ledger.line (entry_id, position, account_id, party_id, amount_minor, currency, base_minor, due_date)
  select entry, l.place, a.id, l.party, l.amount, 'USD', l.amount, case l.place when 0 then day + 30 end from made
  cross join lateral (values (0, 'receivable', party, net + net / 5), (1, 'sales', null::uuid, -net), (2, 'tax_out', null::uuid, -(net / 5))) as l (place, purpose, party, amount)
  join ledger.account a on a.purpose = l.purpose`;

/** @param owner connected as the owner of the tables, whose rules are put aside meanwhile. @returns seconds it took */
export async function fillLedger(owner: Client, lines: number): Promise<number> {
  const from = performance.now();
  const tables = ["crm.commercial_doc", "ledger.entry", "ledger.line"];
  for (const table of tables) await owner.query(`alter table ${table} disable trigger user`);
  await owner.query(
    `insert into ledger.period (first_day) select d::date from generate_series(date '2016-01-01', date '2027-01-01', '1 month') d on conflict do nothing`,
  );
  const count = Math.ceil(lines / 3);
  for (let start = 1; start <= count; start += batch)
    await owner.query(fill, [start, Math.min(start + batch - 1, count), count]);
  for (const table of tables) await owner.query(`alter table ${table} enable trigger user`);
  await owner.query(`vacuum (analyze) ${tables.join(", ")}`); // as autovacuum would soon
  return Math.round((performance.now() - from) / 1000);
}
