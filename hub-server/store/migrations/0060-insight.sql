-- What analytics may see: these views and nothing else. Their owner hub_view reads the tables past row-level security; rights of
-- the asker are applied to each question by the owners in `scope`. Money and salary are not here.
-- The comment of a view declares what else touches its rows, and which columns decide who may see them.
grant usage on schema crm, access, hub to hub_view;
grant select on crm.party, crm.party_role, crm.product, crm.interaction, access.person, hub.change_event to hub_view;
create policy insight on crm.party for select to hub_view using (true);
create policy insight on crm.party_role for select to hub_view using (true);
create policy insight on crm.product for select to hub_view using (true);
create policy insight on crm.interaction for select to hub_view using (true);
create policy insight on access.person for select to hub_view using (true);

create view insight.change as
select seq, xid, entity, entity_id, at from hub.change_event;

create view insight.party as
select p.id, p.number, p.kind, p.name as title, p.owner_id, o.name as owner_name,
  (select string_agg(r.role, ',' order by r.role) from crm.party_role r where r.party_id = p.id and r.valid_to is null) as roles,
  p.country, p.city, p.industry, p.created_at, p.removed_at
from crm.party p left join access.person o on o.id = p.owner_id;
comment on view insight.party is '{"depends": {"party": "owner_id"}, "scope": ["owner_id"]}'; -- an owner is a party too, and may be renamed

create view insight.product as
select p.id, p.number, p.sku, p.name as title, p.kind, p.status, p.category, p.owner_id, p.created_at, p.removed_at
from crm.product p;
comment on view insight.product is '{}';

create view insight.interaction as
select i.id, i.number, i.party_id, p.name as party_title, i.channel, i.direction, i.at, i.duration_s,
  i.owner_id, o.name as owner_name, p.owner_id as party_owner_id, i.created_at, i.removed_at
from crm.interaction i join crm.party p on p.id = i.party_id left join access.person o on o.id = i.owner_id;
comment on view insight.interaction is '{"depends": {"party": ["party_id", "owner_id"]}, "scope": ["owner_id", "party_owner_id"]}';

-- Granting views to the role that owns them needs no superuser: the migration's user is a member of hub_view.
alter view insight.change owner to hub_view;
alter view insight.party owner to hub_view;
alter view insight.product owner to hub_view;
alter view insight.interaction owner to hub_view;
grant usage on schema insight to hub_insight;
grant select on insight.change, insight.party, insight.product, insight.interaction to hub_insight;
