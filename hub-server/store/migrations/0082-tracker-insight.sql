-- The tracker for analytics: no amounts of collections and budgets; what deals are worth is in.
create view insight.deal as
select d.id, d.number, d.name as title, d.party_id, p.name as party_title, d.product_id, pl.name as pipeline, s.name as stage,
  s.category, coalesce(d.probability, s.probability) as probability, d.value_minor, d.value_currency as currency,
  d.expected_close, d.source, d.lost_reason, d.entered_stage_at, d.closed_at, d.owner_id, o.name as owner_name,
  p.owner_id as party_owner_id, d.stage_id, d.pipeline_id, d.created_at, d.removed_at
from crm.deal d join crm.party p on p.id = d.party_id join crm.stage s on s.id = d.stage_id
  join crm.pipeline pl on pl.id = d.pipeline_id left join access.person o on o.id = d.owner_id;
comment on view insight.deal is '{"depends": {"party": ["party_id", "owner_id"], "stage": "stage_id", "pipeline": "pipeline_id"}, "scope": ["owner_id", "party_owner_id"]}';

create view insight.case as
select c.id, c.number, c.subject as title, c.party_id, p.name as party_title, c.product_id, c.priority, pl.name as pipeline,
  s.name as stage, s.category, c.first_response_at, c.resolved_at,
  extract(epoch from c.first_response_at - c.created_at)::bigint as response_s,
  extract(epoch from c.resolved_at - c.created_at)::bigint as resolution_s,
  c.entered_stage_at, c.closed_at, c.owner_id, o.name as owner_name, p.owner_id as party_owner_id, c.stage_id, c.pipeline_id,
  c.created_at, c.removed_at
from crm.case c join crm.party p on p.id = c.party_id join crm.stage s on s.id = c.stage_id
  join crm.pipeline pl on pl.id = c.pipeline_id left join access.person o on o.id = c.owner_id;
comment on view insight.case is '{"depends": {"party": ["party_id", "owner_id"], "stage": "stage_id", "pipeline": "pipeline_id"}, "scope": ["owner_id", "party_owner_id"]}';

create view insight.delivery as
select d.id, d.number, d.contents as title, d.party_id, p.name as party_title, d.order_number, d.carrier, s.name as stage, s.category,
  d.promised_on, d.eta, d.shipped_at, d.delivered_at, d.entered_stage_at, d.closed_at, d.owner_id, o.name as owner_name,
  p.owner_id as party_owner_id, d.stage_id, d.created_at, d.removed_at
from crm.delivery d join crm.party p on p.id = d.party_id join crm.stage s on s.id = d.stage_id
  left join access.person o on o.id = d.owner_id;
comment on view insight.delivery is '{"depends": {"party": ["party_id", "owner_id"], "stage": "stage_id"}, "scope": ["owner_id", "party_owner_id"]}';

-- A move is of its record, and changes with it: an undone move is told by a later one of the same record.
create view insight.stage_transition as
select t.id, t.noun, t.record_id, t.number as record_number, t.title as record_title, pl.name as pipeline, f.name as from_stage,
  s.name as to_stage, s.category as to_category, t.at, t.seconds_in_from as seconds, t.by_id, b.name as by_name,
  t.back or exists (select from crm.stage_transition u where u.undo_of = t.id) as undone,
  t.owner_id, p.owner_id as party_owner_id, p.id as party_id, t.from_stage_id, t.to_stage_id, t.pipeline_id, t.removed_at
from crm.stage_transition t
  join crm.pipeline pl on pl.id = t.pipeline_id join crm.stage s on s.id = t.to_stage_id
  left join crm.stage f on f.id = t.from_stage_id
  left join crm.party p on p.id = t.about_id -- of a batch it is a product: no party has its id
  left join access.person b on b.id = t.by_id;
comment on view insight.stage_transition is '{"depends": {"deal": "record_id", "case": "record_id", "delivery": "record_id", "collection": "record_id", "batch": "record_id", "project": "record_id", "party": ["party_id", "by_id"], "stage": ["from_stage_id", "to_stage_id"], "pipeline": "pipeline_id"}, "scope": ["owner_id", "party_owner_id"]}';

alter view insight.deal owner to hub_view;
alter view insight.case owner to hub_view;
alter view insight.delivery owner to hub_view;
alter view insight.stage_transition owner to hub_view;
grant select on insight.deal, insight.case, insight.delivery, insight.stage_transition to hub_insight;
