-- The nouns of the ground floor. Every table has the columns of a record, its own fields, and row-level security by the same
-- scopes as the gate in the hub: own, team, group, all.

-- Text as people search for it: without case and accents. IMMUTABLE is true as long as the dictionary is not edited.
create function crm.fold(value text) returns text
language sql immutable parallel safe strict set search_path = ''
as $$ select lower(public.unaccent('public.unaccent'::regdictionary, value)) $$;

create table crm.party (
  id uuid primary key,
  number text not null unique,
  name text not null,
  kind text,
  legal_name text,
  contact_name text,
  contact_title text,
  industry text,
  website text,
  street text,
  city text,
  region text,
  postal_code text,
  country text,
  tax_id text,
  credit_limit_minor bigint,
  credit_limit_currency char(3),
  tags text[],
  parent_id uuid references crm.party,
  note text,
  owner_id uuid references access.person,
  group_id uuid references access.team_group,
  custom jsonb not null default '{}',
  external_id text unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  search text generated always as (
    crm.fold(name || ' ' || coalesce(legal_name, '') || ' ' || coalesce(contact_name, ''))) stored
);
create index party_name on crm.party (lower(name), id) where removed_at is null;
create index party_city on crm.party (lower(case when city is null then '' else city end), id) where removed_at is null;
create index party_country on crm.party (lower(case when country is null then '' else country end), id) where removed_at is null;
create index party_industry on crm.party (industry, id) where removed_at is null;
create index party_filter_city on crm.party (city, id) where removed_at is null;
create index party_filter_country on crm.party (country, id) where removed_at is null;
create index party_kind on crm.party (kind, id) where removed_at is null;
create index party_owner on crm.party (owner_id, lower(name), id) where removed_at is null;
create index party_group on crm.party (group_id) where group_id is not null;
create index party_parent on crm.party (parent_id) where parent_id is not null;
create index party_removed on crm.party (id) where removed_at is not null;
create index party_search on crm.party using gin (search gin_trgm_ops);

-- What a party is to the company, and since when. Prospect to customer is a change here, never a copy.
create table crm.party_role (
  id uuid primary key,
  party_id uuid not null references crm.party,
  role text not null check (role in ('prospect', 'customer', 'supplier', 'partner', 'employee')),
  valid_from timestamptz not null,
  valid_to timestamptz,
  check (valid_to is null or valid_to >= valid_from)
);
create unique index party_role_present on crm.party_role (party_id, role) where valid_to is null;
create index party_role_party on crm.party_role (party_id, valid_from desc);
create index party_role_role on crm.party_role (role, party_id) where valid_to is null;

create table crm.contact_point (
  id uuid primary key,
  number text not null unique,
  party_id uuid not null references crm.party,
  kind text not null,
  value text not null,
  label text,
  preferred boolean,
  owner_id uuid references access.person,
  group_id uuid references access.team_group,
  custom jsonb not null default '{}',
  external_id text unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  search text generated always as (crm.fold(value)) stored
);
create index contact_point_party on crm.contact_point (party_id, id) where removed_at is null;
create index contact_point_kind on crm.contact_point (kind, id) where removed_at is null;
create index contact_point_value on crm.contact_point (lower(value)) where removed_at is null;
create index contact_point_search on crm.contact_point using gin (search gin_trgm_ops);

create table crm.product (
  id uuid primary key,
  number text not null unique,
  name text not null,
  sku text,
  kind text,
  status text,
  category text,
  unit text,
  unit_price_minor bigint,
  unit_price_currency char(3),
  cost_minor bigint,
  cost_currency char(3),
  stock int,
  supplier_id uuid references crm.party,
  description text,
  owner_id uuid references access.person,
  group_id uuid references access.team_group,
  custom jsonb not null default '{}',
  external_id text unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  search text generated always as (
    crm.fold(name || ' ' || coalesce(sku, '') || ' ' || coalesce(category, ''))) stored
);
create index product_name on crm.product (lower(name), id) where removed_at is null;
create index product_category on crm.product (lower(case when category is null then '' else category end), id) where removed_at is null;
create index product_filter_category on crm.product (category, id) where removed_at is null;
create index product_sku on crm.product (sku) where removed_at is null;
create index product_kind on crm.product (kind, id) where removed_at is null;
create index product_status on crm.product (status, id) where removed_at is null;
create index product_search on crm.product using gin (search gin_trgm_ops);

create table crm.interaction (
  id uuid primary key,
  number text not null unique,
  party_id uuid not null references crm.party,
  channel text not null,
  direction text,
  subject text,
  at timestamptz not null default now(),
  duration_s int,
  body text,
  owner_id uuid references access.person,
  group_id uuid references access.team_group,
  custom jsonb not null default '{}',
  external_id text unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  search text generated always as (crm.fold(coalesce(subject, '') || ' ' || coalesce(left(body, 2000), ''))) stored
);
create index interaction_party on crm.interaction (party_id, at desc, id desc) where removed_at is null;
create index interaction_at on crm.interaction (at desc, id desc) where removed_at is null;
create index interaction_owner on crm.interaction (owner_id, at desc, id desc) where removed_at is null;
create index interaction_channel on crm.interaction (channel, id) where removed_at is null;
create index interaction_direction on crm.interaction (direction, id) where removed_at is null;
create index interaction_search on crm.interaction using gin (search gin_trgm_ops);

grant execute on function crm.fold(text) to hub_app;
grant select, insert, update on crm.party, crm.party_role, crm.contact_point, crm.product, crm.interaction to hub_app;

-- The second wall. `(select ...)` makes each function run once a statement, not once a row.
alter table crm.party enable row level security;
alter table crm.party force row level security;
create policy see on crm.party for select to hub_app using (
  (select access.everything('party', 'view'))
  or owner_id = any (coalesce((select access.owners('party', 'view')), '{}'))
  or group_id = any (coalesce((select access.groups('party', 'view')), '{}')));
create policy add on crm.party for insert to hub_app with check (
  (select access.everything('party', 'add')) or (select access.may('person', 'add'))
  or owner_id = any (coalesce((select access.owners('party', 'add')), '{}'))
  or group_id = any (coalesce((select access.groups('party', 'add')), '{}')));
create policy change on crm.party for update to hub_app using (
  (select access.everything('party', 'change')) or (select access.everything('party', 'remove'))
  or owner_id = any (coalesce((select access.owners('party', 'change') || access.owners('party', 'remove')), '{}'))
  or group_id = any (coalesce((select access.groups('party', 'change') || access.groups('party', 'remove')), '{}')))
  with check (true);

alter table crm.product enable row level security;
alter table crm.product force row level security;
create policy see on crm.product for select to hub_app using (
  (select access.everything('product', 'view'))
  or owner_id = any (coalesce((select access.owners('product', 'view')), '{}'))
  or group_id = any (coalesce((select access.groups('product', 'view')), '{}')));
create policy add on crm.product for insert to hub_app with check (
  (select access.everything('product', 'add'))
  or owner_id = any (coalesce((select access.owners('product', 'add')), '{}'))
  or group_id = any (coalesce((select access.groups('product', 'add')), '{}')));
create policy change on crm.product for update to hub_app using (
  (select access.everything('product', 'change')) or (select access.everything('product', 'remove'))
  or owner_id = any (coalesce((select access.owners('product', 'change') || access.owners('product', 'remove')), '{}'))
  or group_id = any (coalesce((select access.groups('product', 'change') || access.groups('product', 'remove')), '{}')))
  with check (true);

-- An interaction is reached through who had it, or through whose party it is about.
alter table crm.interaction enable row level security;
alter table crm.interaction force row level security;
create policy see on crm.interaction for select to hub_app using (
  (select access.everything('interaction', 'view'))
  or owner_id = any (coalesce((select access.owners('interaction', 'view')), '{}'))
  or group_id = any (coalesce((select access.groups('interaction', 'view')), '{}'))
  or exists (select from crm.party p where p.id = party_id
    and p.owner_id = any (coalesce((select access.owners('interaction', 'view')), '{}'))));
create policy add on crm.interaction for insert to hub_app with check (
  exists (select from crm.party p where p.id = party_id) and (
    (select access.everything('interaction', 'add'))
    or owner_id = any (coalesce((select access.owners('interaction', 'add')), '{}'))
    or group_id = any (coalesce((select access.groups('interaction', 'add')), '{}'))));
create policy change on crm.interaction for update to hub_app using (
  (select access.everything('interaction', 'change')) or (select access.everything('interaction', 'remove'))
  or owner_id = any (coalesce((select access.owners('interaction', 'change') || access.owners('interaction', 'remove')), '{}'))
  or group_id = any (coalesce((select access.groups('interaction', 'change') || access.groups('interaction', 'remove')), '{}')))
  with check (true);

-- A contact point belongs to its party: its scopes are measured on the party's owner, and the party must be visible.
alter table crm.contact_point enable row level security;
alter table crm.contact_point force row level security;
create policy see on crm.contact_point for select to hub_app using (
  exists (select from crm.party p where p.id = party_id and (
    (select access.everything('contact_point', 'view'))
    or p.owner_id = any (coalesce((select access.owners('contact_point', 'view')), '{}'))
    or p.group_id = any (coalesce((select access.groups('contact_point', 'view')), '{}')))));
create policy add on crm.contact_point for insert to hub_app with check (
  exists (select from crm.party p where p.id = party_id and (
    (select access.everything('contact_point', 'add'))
    or p.owner_id = any (coalesce((select access.owners('contact_point', 'add')), '{}'))
    or p.group_id = any (coalesce((select access.groups('contact_point', 'add')), '{}')))));
create policy change on crm.contact_point for update to hub_app using (
  exists (select from crm.party p where p.id = party_id and (
    (select access.everything('contact_point', 'change')) or (select access.everything('contact_point', 'remove'))
    or p.owner_id = any (coalesce((select access.owners('contact_point', 'change') || access.owners('contact_point', 'remove')), '{}'))
    or p.group_id = any (coalesce((select access.groups('contact_point', 'change') || access.groups('contact_point', 'remove')), '{}')))))
  with check (true);

alter table crm.party_role enable row level security;
alter table crm.party_role force row level security;
create policy see on crm.party_role for select to hub_app using (exists (select from crm.party p where p.id = party_id));
create policy write on crm.party_role for all to hub_app
  using (exists (select from crm.party p where p.id = party_id)
    and ((select access.may('party', 'convert')) or (select access.may('party', 'add'))))
  with check (exists (select from crm.party p where p.id = party_id)
    and ((select access.may('party', 'convert')) or (select access.may('party', 'add')) or (select access.may('person', 'add'))));

-- A person's name is kept in one place more, for the directory of colleagues; it follows the party.
create function access.follow_name() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  update access.person set name = new.name where id = new.id and name is distinct from new.name;
  return null;
end
$$;
create trigger follow_name after update of name on crm.party
  for each row when (old.name is distinct from new.name) execute function access.follow_name();
