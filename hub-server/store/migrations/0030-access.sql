-- Who is who, who reports to whom, which roles people have and what the roles allow. Deny by default: what no row grants is refused.

alter table hub.change_event add column change uuid not null; -- one call may write several rows; this binds them for undo
create index change_event_change on hub.change_event (change);

create table access.person (
  id uuid primary key,                       -- also the id of the person's party
  number text not null unique,
  name text not null,
  user_id text not null unique,              -- Matrix id
  email text,
  created_at timestamptz not null default now(),
  disabled_at timestamptz
);
create unique index person_email on access.person (lower(email)) where email is not null;

create table access.employment (
  id uuid primary key,
  person_id uuid not null references access.person,
  manager_id uuid references access.person,
  job text,
  valid_from timestamptz not null default now(),
  valid_to timestamptz,
  check (person_id is distinct from manager_id)
);
create index employment_person on access.employment (person_id);
create index employment_manager on access.employment (manager_id);

create table access.role (
  role text primary key,
  label text not null unique
);

create table access.permission (
  role text not null references access.role on delete cascade,
  noun text not null,
  verb text not null,
  scope text not null check (scope in ('own', 'team', 'group', 'all')),
  hidden text[] not null default '{}',       -- fields that this grant does not show
  primary key (role, noun, verb)
);

create table access.person_role (
  id uuid primary key,
  person_id uuid not null references access.person,
  role text not null references access.role,
  valid_from timestamptz not null default now(),
  valid_to timestamptz,
  granted_by uuid references access.person
);
create index person_role_person on access.person_role (person_id);

create table access.team_group (
  id uuid primary key,
  name text not null unique
);
create table access.group_member (
  group_id uuid not null references access.team_group on delete cascade,
  person_id uuid not null references access.person on delete cascade,
  primary key (group_id, person_id)
);
create index group_member_person on access.group_member (person_id);

-- Accounts of other chats, such as Slack's T0001/U0001.
create table access.identity_link (
  surface text not null,
  account text not null,
  person_id uuid not null references access.person,
  created_at timestamptz not null default now(),
  primary key (surface, account)
);

-- The person of this transaction; the hub sets it after BEGIN. Unset: nobody, who may nothing.
create function access.person() returns uuid
language sql stable set search_path = ''
as $$ select nullif(pg_catalog.current_setting('hub.person', true), '')::uuid $$;

-- What the person's present roles grant for one verb on one noun.
create function access.scopes(a_noun text, a_verb text) returns text[]
language sql stable security definer set search_path = ''
as $$
  select coalesce(array_agg(distinct p.scope), '{}')
  from access.person_role r
  join access.person who on who.id = r.person_id and who.disabled_at is null
  join access.permission p on p.role = r.role
  where r.person_id = access.person() and p.noun = a_noun and p.verb = a_verb
    and r.valid_from <= now() and (r.valid_to is null or r.valid_to > now())
$$;

create function access.may(a_noun text, a_verb text) returns boolean
language sql stable set search_path = ''
as $$ select cardinality(access.scopes(a_noun, a_verb)) > 0 $$;

-- The person, everybody below them, and those who report to the same manager.
create function access.team(of uuid) returns uuid[]
language sql stable security definer set search_path = ''
as $$
  with recursive present as (
    select person_id, manager_id from access.employment
    where valid_from <= now() and (valid_to is null or valid_to > now())
  ), below as (
    select of as person_id
    union
    select p.person_id from present p join below b on p.manager_id = b.person_id
  )
  select coalesce(array_agg(person_id), '{}') from (
    select person_id from below
    union
    select peer.person_id from present me join present peer on peer.manager_id = me.manager_id where me.person_id = of
  ) members
$$;

create function access.everything(a_noun text, a_verb text) returns boolean
language sql stable set search_path = ''
as $$ select 'all' = any (access.scopes(a_noun, a_verb)) $$;

-- Owners whose records the person reaches by scopes own and team.
create function access.owners(a_noun text, a_verb text) returns uuid[]
language sql stable set search_path = ''
as $$
  select case
    when 'team' = any (s.scopes) then access.team(access.person())
    when 'own' = any (s.scopes) then array[access.person()]
    else '{}'::uuid[] end
  from (select access.scopes(a_noun, a_verb) as scopes) s
$$;

create function access.groups(a_noun text, a_verb text) returns uuid[]
language sql stable security definer set search_path = ''
as $$
  select case when 'group' = any (access.scopes(a_noun, a_verb))
    then coalesce((select array_agg(group_id) from access.group_member where person_id = access.person()), '{}')
    else '{}'::uuid[] end
$$;

-- Everything that the gate in the hub needs to know of a person, in one statement.
create function access.standing(of uuid) returns jsonb
language sql stable security definer set search_path = ''
as $$
  select jsonb_build_object(
    'roles', coalesce((select jsonb_agg(distinct r.role) from access.person_role r
      where r.person_id = of and r.valid_from <= now() and (r.valid_to is null or r.valid_to > now())), '[]'),
    'grants', coalesce((select jsonb_agg(jsonb_build_object('noun', p.noun, 'verb', p.verb, 'scope', p.scope, 'hidden', p.hidden))
      from access.person_role r join access.permission p on p.role = r.role
      join access.person who on who.id = r.person_id and who.disabled_at is null
      where r.person_id = of and r.valid_from <= now() and (r.valid_to is null or r.valid_to > now())), '[]'),
    'team', to_jsonb(access.team(of)),
    'groups', coalesce((select jsonb_agg(group_id) from access.group_member where person_id = of), '[]'))
$$;

revoke all on all functions in schema access from public;
grant execute on all functions in schema access to hub_app;

grant select on all tables in schema access to hub_app;
grant insert, update on access.person, access.employment, access.person_role, access.identity_link to hub_app;
grant insert, update, delete on access.team_group, access.group_member, access.role, access.permission to hub_app;

-- Rights are data too: whoever may not grant roles cannot write them, whatever the code above does.
alter table access.person enable row level security;
alter table access.person force row level security;
create policy see on access.person for select to hub_app using (true);
create policy add on access.person for insert to hub_app with check ((select access.may('person', 'add')));
create policy change on access.person for update to hub_app
  using ((select access.may('person', 'change')) or (select access.may('party', 'change')));

alter table access.employment enable row level security;
alter table access.employment force row level security;
create policy see on access.employment for select to hub_app using (true);
create policy add on access.employment for insert to hub_app with check ((select access.may('person', 'add')));
create policy change on access.employment for update to hub_app using ((select access.may('person', 'change')));

alter table access.person_role enable row level security;
alter table access.person_role force row level security;
create policy see on access.person_role for select to hub_app using (true);
create policy add on access.person_role for insert to hub_app with check ((select access.may('role', 'grant')));
create policy change on access.person_role for update to hub_app using ((select access.may('role', 'grant')));

alter table access.role enable row level security;
alter table access.role force row level security;
create policy see on access.role for select to hub_app using (true);
create policy write on access.role for all to hub_app
  using ((select access.may('role', 'change'))) with check ((select access.may('role', 'change')));

alter table access.permission enable row level security;
alter table access.permission force row level security;
create policy see on access.permission for select to hub_app using (true);
create policy write on access.permission for all to hub_app
  using ((select access.may('role', 'change'))) with check ((select access.may('role', 'change')));

-- The SECURITY DEFINER functions above run as the owner, who is bound by FORCE unless a superuser.
do $$
declare
  target text;
begin
  foreach target in array array['person', 'employment', 'person_role', 'role', 'permission'] loop
    execute format('create policy owner on access.%I for all to %I using (true) with check (true)', target, current_user);
  end loop;
end
$$;

-- The first person of a company, before anybody has a right: possible once, while nobody is there.
create function access.first_person(an_id uuid, a_number text, a_name text, a_user_id text) returns boolean
language plpgsql security definer set search_path = ''
as $$
begin
  lock table access.person in share row exclusive mode;
  if exists (select from access.person) then
    return false;
  end if;
  insert into access.person (id, number, name, user_id) values (an_id, a_number, a_name, a_user_id);
  insert into access.person_role (id, person_id, role) values (an_id, an_id, 'administrator');
  insert into access.employment (id, person_id, job) values (an_id, an_id, 'Administrator');
  return true;
end
$$;
revoke all on function access.first_person(uuid, text, text, text) from public;
grant execute on function access.first_person(uuid, text, text, text) to hub_app;
