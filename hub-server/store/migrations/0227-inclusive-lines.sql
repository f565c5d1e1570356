-- A line says whether its price includes its tax: of small prices the rounded amounts do not tell.

create or replace function crm.document_line(line jsonb, on_day date, out computed jsonb, out exact numeric)
language plpgsql stable security definer set search_path = ''
as $$
declare
  amount numeric := (line ->> 'quantity')::numeric * (line ->> 'unit_price_minor')::numeric
    * (1 - coalesce((line ->> 'discount')::numeric, 0) / 100);
  tax ledger.tax_rate;
  net bigint;
  gross bigint;
begin
  if line ->> 'tax' is not null then
    select * into tax from ledger.tax_rate t
    where t.code = line ->> 'tax' and t.valid_from <= on_day and (t.valid_to is null or t.valid_to >= on_day)
    order by t.valid_from desc limit 1;
    if tax.code is null then
      raise exception 'There is no tax rate "%" on %.', line ->> 'tax', on_day using errcode = 'HB001';
    end if;
  end if;
  if tax.inclusive then
    gross := round(amount);
    exact := amount / (1 + tax.percent / 100);
    net := round(gross / (1 + tax.percent / 100));
  else
    exact := amount;
    net := round(amount);
    gross := net + round(net * coalesce(tax.percent, 0) / 100);
  end if;
  computed := line || jsonb_build_object('net_minor', net, 'tax_minor', gross - net, 'gross_minor', gross, 'tax_percent', tax.percent,
    'tax_inclusive', coalesce(tax.inclusive, false));
end
$$;

-- Of lines that were computed before, the rounded amounts are all there is: the net is then not the amount.
create or replace view insight.invoice_line as
select d.id::text || '/' || l.place as id, d.id as document_id, d.number as document_number, d.kind, l.place::int as place,
  t.id as product_id, coalesce(t.id::text, l.line ->> 'description') as product_key, t.number as product_number,
  coalesce(t.name, l.line ->> 'description') as product_title, t.category as product_category, t.owner_id as product_owner_id,
  (a.sign * (l.line ->> 'quantity')::numeric)::numeric(30, 6) as quantity,
  (a.sign * case when not coalesce((l.line ->> 'tax_inclusive')::boolean, round(a.amount) <> (l.line ->> 'net_minor')::numeric) then a.amount
    else a.amount / (1 + coalesce((l.line ->> 'tax_percent')::numeric, 0) / 100) end)::numeric(30, 6) as exact_net_minor,
  (a.sign * (l.line ->> 'net_minor')::bigint)::bigint as net_minor,
  d.party_id, p.name as party_title, p.country, d.status, d.currency, d.issue_date, d.owner_id, o.name as owner_name,
  p.owner_id as party_owner_id, d.created_at, d.removed_at
from crm.commercial_doc d
  join crm.party p on p.id = d.party_id
  left join access.person o on o.id = d.owner_id
  cross join lateral jsonb_array_elements(d.lines) with ordinality as l (line, place)
  cross join lateral (select case d.kind when 'credit_note' then -1 else 1 end as sign,
    (l.line ->> 'quantity')::numeric * (l.line ->> 'unit_price_minor')::numeric
      * (1 - coalesce((l.line ->> 'discount')::numeric, 0) / 100) as amount) a
  left join crm.product t on t.id = case when l.line ->> 'product' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (l.line ->> 'product')::uuid end
where d.kind in ('invoice', 'credit_note') and d.removed_at is null;
