-- What an accountant's second look found in the rules of papers, credit and rates.

-- Whoever sees the credit note sees what became of it. Without this its refund was no row that the hub could read back, and post.
drop policy see on crm.allocation;
create policy see on crm.allocation for select to hub_app using (
  exists (select from crm.commercial_doc d where d.id in (document_id, credit_note_id))
  or exists (select from crm.payment p where p.id in (payment_id, refund_id)));

-- A transaction of the bank is recorded once among those that stand: what was recorded wrongly is taken back and recorded anew.
alter table crm.payment drop constraint payment_bank_id_key;
create unique index payment_bank_id on crm.payment (bank_id) where status = 'recorded';

-- Reminders go on, each fortnight, for as long as nobody pays.
alter table crm.commercial_doc drop constraint commercial_doc_dunning_level_check;
alter table crm.commercial_doc add check (dunning_level >= 0);
alter table crm.dunning drop constraint dunning_level_check;
alter table crm.dunning add check (level >= 1);

-- Parts whose shares are all rounded up ask for no more than there is.
create or replace function crm.share(part bigint, whole bigint, done bigint, base bigint, base_done bigint) returns bigint
language sql immutable parallel safe
as $$
  select case when part = whole - done then base - base_done else least(base - base_done, round(base::numeric * part / nullif(whole, 0))::bigint) end
$$;

-- Digits after the point, ISO 4217; contract/currency.ts says the same.
create or replace function ledger.exponent(currency text) returns int
language sql immutable parallel safe
as $$
  select case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
    when currency in ('CLF', 'UYW') then 4
    else 2 end
$$;

-- Beyond this, programs that reckon in floating point lose minor units: such a paper is a slip of the hand.
create or replace function crm.compute_document(doc crm.commercial_doc) returns crm.commercial_doc
language plpgsql security definer set search_path = ''
as $$
declare
  most constant bigint := 9000000000000000;
begin
  select coalesce(jsonb_agg(c.computed order by l.place), '[]'), coalesce(sum((c.computed ->> 'net_minor')::bigint), 0),
    coalesce(sum((c.computed ->> 'tax_minor')::bigint), 0), coalesce(sum(c.exact), 0)
  into doc.lines, doc.net_minor, doc.tax_minor, doc.exact_net
  from jsonb_array_elements(doc.lines) with ordinality as l (line, place)
    cross join lateral crm.document_line(l.line, coalesce(doc.issue_date, current_date)) c;
  doc.gross_minor := doc.net_minor + doc.tax_minor;
  if doc.gross_minor < 0 then
    raise exception 'The total of % would be negative. Make a credit note instead.', doc.number using errcode = 'HB001';
  end if;
  if doc.gross_minor > most or exists (select from jsonb_array_elements(doc.lines) l where abs((l ->> 'gross_minor')::bigint) > most) then
    raise exception 'The total of % would be more than % minor units. Check its quantities and prices.', doc.number, most using errcode = 'HB001';
  end if;
  return doc;
end
$$;

-- What was open of a paper at the end of a day: what was issued by then and not voided, without what was paid by then.
create function crm.open_on(doc uuid, on_day date) returns bigint
language sql stable security definer set search_path = ''
as $$
  select case
    when d.status = 'draft' or d.issue_date > on_day or exists (select from ledger.entry e join ledger.entry r on r.reverses_id = e.id
      where e.key = 'issue:' || d.id and r.date <= on_day) then 0
    else d.gross_minor - coalesce((select sum(a.amount_minor) from crm.allocation a
      where a.document_id = d.id and a.on_date <= on_day and (a.reversed_on is null or a.reversed_on > on_day)), 0) end::bigint
  from crm.commercial_doc d where d.id = doc
$$;
revoke all on function crm.open_on(uuid, date) from public;
grant execute on function crm.open_on(uuid, date) to hub_app;

-- A month without entries is closed like any other: otherwise it stays a way into a year that is over.
grant insert (first_day) on ledger.period to hub_app;
create policy add on ledger.period for insert to hub_app with check ((select access.may('ledger', 'close')));
