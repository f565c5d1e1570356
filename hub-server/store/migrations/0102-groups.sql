-- Groups of records and of colleagues, with the history of who belonged to them.

create table crm."group" (
  id uuid primary key,
  number text not null unique,
  name text not null,
  "of" text not null,
  key text not null,
  kind text not null check (kind in ('static', 'dynamic')),
  rule jsonb,
  depends_on text[],
  description text,
  owner_id uuid references access.person,
  group_id uuid references access.team_group,
  custom jsonb not null default '{}',
  external_id text unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  search text generated always as (crm.fold(name || ' ' || key)) stored,
  check ((kind = 'dynamic') = (rule is not null)),
  check ("of" <> 'person' or kind = 'static')  -- membership of colleagues opens records: nobody enters by a field that they may write
);
create unique index group_key on crm."group" (key) where removed_at is null;
create index group_name on crm."group" (lower(name), id) where removed_at is null;
create index group_of on crm."group" ("of", id) where removed_at is null;
create index group_kind on crm."group" (kind, id) where removed_at is null;
create index group_search on crm."group" using gin (search gin_trgm_ops);

create table crm.group_member (
  id uuid primary key,
  group_id uuid not null references crm."group",
  member_noun text not null,
  member_id uuid not null,
  added_by uuid references access.person,    -- null: the rule
  entered_at timestamptz not null,
  left_at timestamptz,
  entered_change uuid not null,
  left_change uuid,
  check (left_at >= entered_at)
);
create unique index group_member_present on crm.group_member (group_id, member_id) where left_at is null;
create index group_member_page on crm.group_member (group_id, entered_at desc, id desc);
create index group_member_member on crm.group_member (member_id) where left_at is null;
create index group_member_entered on crm.group_member (entered_change);
create index group_member_left on crm.group_member (left_change) where left_change is not null;

-- Groups of colleagues are those with which records are shared: one kind of group, one list of members.
create function access.follow_group() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  insert into access.team_group (id, name) values (new.id, new.name) on conflict (id) do update set name = excluded.name;
  return null;
end
$$;
create trigger follow_group after insert or update of name on crm."group"
  for each row when (new."of" = 'person') execute function access.follow_group();
alter table access.team_group drop constraint team_group_name_key;
revoke insert, update, delete on access.team_group from hub_app;

drop table access.group_member;
create view access.group_member as
select m.group_id, m.member_id as person_id
from crm.group_member m join crm."group" g on g.id = m.group_id
where m.left_at is null and g.removed_at is null and g."of" = 'person';

grant select, insert, update on crm."group", crm.group_member to hub_app;

alter table crm."group" enable row level security;
alter table crm."group" force row level security;
create policy see on crm."group" for select to hub_app using (
  (select access.everything('group', 'view'))
  or owner_id = any (coalesce((select access.owners('group', 'view')), '{}'))
  or group_id = any (coalesce((select access.groups('group', 'view')), '{}')));
create policy add on crm."group" for insert to hub_app with check (
  (select access.everything('group', 'add'))
  or owner_id = any (coalesce((select access.owners('group', 'add')), '{}'))
  or group_id = any (coalesce((select access.groups('group', 'add')), '{}')));
create policy change on crm."group" for update to hub_app using (
  (select access.everything('group', 'change')) or (select access.everything('group', 'remove'))
  or owner_id = any (coalesce((select access.owners('group', 'change') || access.owners('group', 'remove')), '{}'))
  or group_id = any (coalesce((select access.groups('group', 'change') || access.groups('group', 'remove')), '{}')))
  with check (true);

alter table crm.group_member enable row level security;
alter table crm.group_member force row level security;
create policy see on crm.group_member for select to hub_app using (
  exists (select from crm."group" g where g.id = group_member.group_id));
create policy add on crm.group_member for insert to hub_app with check (
  exists (select from crm."group" g where g.id = group_member.group_id and (
    (select access.everything('group', 'change'))
    or g.owner_id = any (coalesce((select access.owners('group', 'change')), '{}'))
    or g.group_id = any (coalesce((select access.groups('group', 'change')), '{}')))));
create policy change on crm.group_member for update to hub_app using (
  exists (select from crm."group" g where g.id = group_member.group_id and (
    (select access.everything('group', 'change'))
    or g.owner_id = any (coalesce((select access.owners('group', 'change')), '{}'))
    or g.group_id = any (coalesce((select access.groups('group', 'change')), '{}')))));

-- The functions and the view above run as the owner, who is bound by FORCE unless a superuser.
do $$
begin
  execute format('create policy owner on crm."group" for all to %I using (true) with check (true)', current_user);
  execute format('create policy owner on crm.group_member for all to %I using (true) with check (true)', current_user);
end
$$;

-- What the watch over dynamic groups needs before it acts as each group's owner.
create function crm.dynamic_groups() returns table (id uuid, number text, "of" text, rule jsonb, depends_on text[], owner text)
language sql stable security definer set search_path = ''
as $$
  select g.id, g.number, g."of", g.rule, g.depends_on, p.user_id
  from crm."group" g join access.person p on p.id = g.owner_id and p.disabled_at is null
  where g.kind = 'dynamic' and g.removed_at is null order by g.id
$$;

-- Who belongs into the room of a group of colleagues; null for groups of records.
create function crm.group_people(a_group uuid) returns text[]
language sql stable security definer set search_path = ''
as $$
  select case when g."of" = 'person' then coalesce((select array_agg(p.user_id order by p.user_id)
    from access.group_member m join access.person p on p.id = m.person_id and p.disabled_at is null
    where m.group_id = g.id), '{}') end
  from crm."group" g where g.id = a_group
$$;

-- The room of a group of colleagues; no row for groups of records, no people for a removed one.
create function crm.group_room(a_group uuid) returns table (name text, number text, people text[])
language sql stable security definer set search_path = ''
as $$
  select g.name, g.number, crm.group_people(g.id) from crm."group" g where g.id = a_group and g."of" = 'person'
$$;
revoke all on function access.follow_group(), crm.dynamic_groups(), crm.group_people(uuid), crm.group_room(uuid) from public;
grant execute on function crm.dynamic_groups(), crm.group_people(uuid), crm.group_room(uuid) to hub_app;

insert into access.permission (role, noun, verb, scope)
select role, 'group', verb, case when verb = 'view' or role in ('administrator', 'manager') then 'all' else 'own' end
from (values ('administrator'), ('manager'), ('sales-executive'), ('accountant'), ('product-developer'), ('support')) as r (role),
  (values ('view'), ('add'), ('change'), ('remove')) as v (verb);

grant select on crm."group", crm.group_member to hub_view;
create policy insight on crm."group" for select to hub_view using (true);
create policy insight on crm.group_member for select to hub_view using (true);
create view insight.group_membership as
select m.id, m.group_id, g.number as group_number, g.name as group_name, g.kind as group_kind, m.member_noun, m.member_id,
  m.entered_at, m.left_at, m.added_by is null as by_rule, g.owner_id
from crm.group_member m join crm."group" g on g.id = m.group_id
where g.removed_at is null;
comment on view insight.group_membership is '{"depends": {"group": "group_id"}, "scope": ["owner_id"]}';
alter view insight.group_membership owner to hub_view;
grant select on insight.group_membership to hub_insight;
