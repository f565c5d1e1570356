-- Watches: what somebody wants to be told of, and for which records a rule held when it was last looked at.

create table crm.watch (
  id uuid primary key,
  number text not null unique,
  name text,
  about_noun text,
  about_id uuid,
  "of" text,
  rule jsonb,
  event text,
  room text,                                  -- Matrix id; null: told in private
  depends_on text[],
  since timestamptz not null default now(),   -- nothing is told of what was begun before
  owner_id uuid references access.person,     -- who is told, or in whose name a room is
  group_id uuid references access.team_group,
  custom jsonb not null default '{}',
  external_id text unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  search text generated always as (crm.fold(coalesce(name, ''))) stored,
  check ((about_id is null) = ("of" is not null)),
  check ((rule is null) = ("of" is null))
);
create index watch_about on crm.watch (about_id, id) where about_id is not null;
create index watch_of on crm.watch ("of", id) where removed_at is null;
create index watch_owner on crm.watch (owner_id, id) where removed_at is null;
create index watch_search on crm.watch using gin (search gin_trgm_ops);

create table crm.watch_match (
  watch_id uuid not null references crm.watch,
  record_id uuid not null,
  primary key (watch_id, record_id)
);

grant select, insert, update on crm.watch to hub_app;
grant select, insert, delete on crm.watch_match to hub_app;

alter table crm.watch enable row level security;
alter table crm.watch force row level security;
create policy see on crm.watch for select to hub_app using (
  (select access.everything('watch', 'view'))
  or owner_id = any (coalesce((select access.owners('watch', 'view')), '{}'))
  or group_id = any (coalesce((select access.groups('watch', 'view')), '{}')));
create policy add on crm.watch for insert to hub_app with check (
  (select access.everything('watch', 'add'))
  or owner_id = any (coalesce((select access.owners('watch', 'add')), '{}'))
  or group_id = any (coalesce((select access.groups('watch', 'add')), '{}')));
create policy change on crm.watch for update to hub_app using (
  (select access.everything('watch', 'change')) or (select access.everything('watch', 'remove'))
  or owner_id = any (coalesce((select access.owners('watch', 'change') || access.owners('watch', 'remove')), '{}'))
  or group_id = any (coalesce((select access.groups('watch', 'change') || access.groups('watch', 'remove')), '{}')))
  with check (true);

-- Whoever follows the changes serves everybody, so it is no person: it says what it is, and looks at records as each owner.
create policy job on crm.watch for select to hub_app using ((select current_setting('hub.job', true)) = 'watches');
alter table crm.watch_match enable row level security;
alter table crm.watch_match force row level security;
create policy job on crm.watch_match for all to hub_app
  using ((select current_setting('hub.job', true)) = 'watches') with check ((select current_setting('hub.job', true)) = 'watches');

-- Merging runs as the owner, who is bound by FORCE unless a superuser.
do $$
begin
  execute format('create policy merged on crm.watch for all to %I using (true) with check (true)', current_user);
end
$$;

-- Everybody watches for themselves; an administrator sees what rooms are told, and stops it.
insert into access.permission (role, noun, verb, scope)
select role, 'watch', verb, case when role = 'administrator' and verb in ('view', 'remove') then 'all' else 'own' end
from (values ('administrator'), ('manager'), ('sales-executive'), ('accountant'), ('product-developer'), ('support')) as r (role),
  (values ('view'), ('add'), ('change'), ('remove')) as v (verb);

select access.follow_rules('watch');
