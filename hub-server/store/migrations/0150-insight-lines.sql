-- Analytics: revenue by document and by line at line precision, as the ledger books it; what is made; and whose product it is.

-- Invoices, and credit notes against them. `exact_net_minor` is what the net would be without rounding each line.
create view insight.revenue as
select d.id, d.number, d.kind, d.party_id, p.name as party_title, d.status, d.currency,
  (case d.kind when 'credit_note' then -d.exact_net else d.exact_net end)::numeric(30, 6) as exact_net_minor,
  d.issue_date, d.owner_id, o.name as owner_name, p.owner_id as party_owner_id, p.country, d.created_at, d.removed_at
from crm.commercial_doc d join crm.party p on p.id = d.party_id left join access.person o on o.id = d.owner_id
where d.kind in ('invoice', 'credit_note');
comment on view insight.revenue is
  '{"depends": {"invoice": "id", "credit_note": "id", "party": ["party_id", "owner_id"]}, "scope": ["owner_id", "party_owner_id"]}';

-- Their lines, one row each. A line has no id: its place in its document is one. Lines without a product go by their description.
-- A price that includes its tax is known by its rounded amount being the gross one.
create view insight.invoice_line as
select d.id::text || '/' || l.place as id, d.id as document_id, d.number as document_number, d.kind, l.place::int as place,
  t.id as product_id, coalesce(t.id::text, l.line ->> 'description') as product_key, t.number as product_number,
  coalesce(t.name, l.line ->> 'description') as product_title, t.category as product_category, t.owner_id as product_owner_id,
  (a.sign * (l.line ->> 'quantity')::numeric)::numeric(30, 6) as quantity,
  (a.sign * case when round(a.amount) = (l.line ->> 'net_minor')::numeric then a.amount
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
where d.kind in ('invoice', 'credit_note');
comment on view insight.invoice_line is
  '{"depends": {"invoice": "document_id", "credit_note": "document_id", "product": "product_id", "party": ["party_id", "owner_id"]}, "scope": ["owner_id", "party_owner_id"]}';

create view insight.batch as
select b.id, b.number, b.name as title, b.product_id, t.name as product_title, t.owner_id as product_owner_id, b.quantity,
  b.finished_quantity, b.unit, b.due_on, s.name as stage, s.category, b.entered_stage_at, b.closed_at, b.owner_id,
  o.name as owner_name, b.stage_id, b.created_at, b.removed_at
from crm.batch b join crm.product t on t.id = b.product_id join crm.stage s on s.id = b.stage_id
  left join access.person o on o.id = b.owner_id;
comment on view insight.batch is
  '{"depends": {"product": "product_id", "stage": "stage_id", "party": "owner_id"}, "scope": ["owner_id"]}';

-- Products belong to somebody, so who does not see all of them may count their own.
comment on view insight.product is '{"scope": ["owner_id"]}';

alter view insight.revenue owner to hub_view;
alter view insight.invoice_line owner to hub_view;
alter view insight.batch owner to hub_view;
grant select on insight.revenue, insight.invoice_line, insight.batch to hub_insight;
