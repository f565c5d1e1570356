-- The tracker: pipelines and stages as rows, the nouns that move along them, and every move with the time before it.

create table crm.pipeline (
  id uuid primary key,
  number text not null unique,
  name text not null,
  entity text not null check (entity in ('deal', 'case', 'delivery', 'batch', 'collection', 'project')),
  main boolean,
  idle_days int check (idle_days > 0),
  owner_id uuid references access.person,
  group_id uuid references access.team_group,
  custom jsonb not null default '{}',
  external_id text unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  search text generated always as (crm.fold(name)) stored
);
create index pipeline_entity on crm.pipeline (entity, id) where removed_at is null;
create index pipeline_name on crm.pipeline (lower(name), id) where removed_at is null;

create table crm.stage (
  id uuid primary key,
  number text not null unique,
  pipeline_id uuid not null references crm.pipeline,
  name text not null,
  key text not null,
  position int not null,
  category text not null check (category in ('open', 'won', 'lost', 'done', 'cancelled')),
  probability int check (probability between 0 and 100),
  sla_hours int check (sla_hours > 0),
  wip_limit int check (wip_limit > 0),
  required_fields text[],
  entry_rule jsonb,
  next text[],
  owner_id uuid references access.person,
  group_id uuid references access.team_group,
  custom jsonb not null default '{}',
  external_id text unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  search text generated always as (crm.fold(name)) stored
);
create unique index stage_key on crm.stage (pipeline_id, key) where removed_at is null;
create index stage_position on crm.stage (pipeline_id, position, id) where removed_at is null;
create index stage_name on crm.stage (lower(name), id) where removed_at is null;
create index stage_category on crm.stage (category, id) where removed_at is null;

create table crm.deal (
  name text not null,
  party_id uuid not null references crm.party,
  product_id uuid references crm.product,
  value_minor bigint,
  value_currency char(3),
  expected_close date,
  probability int check (probability between 0 and 100),
  source text,
  lost_reason text,
  description text,
  search text generated always as (crm.fold(name)) stored
);
create table crm.case (
  subject text not null,
  party_id uuid not null references crm.party,
  product_id uuid references crm.product,
  priority text,
  description text,
  resolution text,
  first_response_at timestamptz,
  resolved_at timestamptz,
  search text generated always as (crm.fold(subject || ' ' || coalesce(left(description, 2000), ''))) stored
);
create table crm.delivery (
  contents text not null,
  party_id uuid not null references crm.party,
  order_number text,
  carrier text,
  tracking_number text,
  tracking_url text,
  ship_to text,
  freight_minor bigint,
  freight_currency char(3),
  promised_on date,
  eta date,
  shipped_at timestamptz,
  delivered_at timestamptz,
  note text,
  search text generated always as (
    crm.fold(contents || ' ' || coalesce(order_number, '') || ' ' || coalesce(tracking_number, ''))) stored
);
create table crm.batch (
  name text not null,
  product_id uuid not null references crm.product,
  quantity int not null,
  unit text,
  lot text,
  due_on date,
  finished_quantity int,
  note text,
  search text generated always as (crm.fold(name || ' ' || coalesce(lot, ''))) stored
);
create table crm.collection (
  name text not null,
  party_id uuid not null references crm.party,
  document text,
  amount_minor bigint,
  amount_currency char(3),
  due_on date,
  promised_on date,
  note text,
  search text generated always as (crm.fold(name || ' ' || coalesce(document, ''))) stored
);
create table crm.project (
  name text not null,
  party_id uuid references crm.party,
  product_id uuid references crm.product,
  starts_on date,
  due_on date,
  budget_minor bigint,
  budget_currency char(3),
  description text,
  search text generated always as (crm.fold(name)) stored
);

-- What every tracked noun has, said once: the columns of a record and of the tracker, indexes, and row-level security by the scopes
-- of the gate. `through` is true where a row is reached through its party's owner too.
do $$
declare
  noun text;
  title text;
  through boolean;
  reach text;
begin
  for noun, title, through in values
    ('deal', 'name', true), ('case', 'subject', true), ('delivery', 'contents', true), ('collection', 'name', true),
    ('batch', 'name', false), ('project', 'name', false)
  loop
    execute format($f$
      alter table crm.%1$I
        add id uuid primary key,
        add number text not null unique,
        add pipeline_id uuid not null references crm.pipeline,
        add stage_id uuid not null references crm.stage,
        add entered_stage_at timestamptz not null,
        add closed_at timestamptz,
        add rank text collate "C" not null,
        add owner_id uuid references access.person,
        add group_id uuid references access.team_group,
        add custom jsonb not null default '{}',
        add external_id text unique,
        add version int not null default 1,
        add created_at timestamptz not null default now(),
        add changed_at timestamptz not null default now(),
        add removed_at timestamptz;
      create index %2$I on crm.%1$I (lower(%3$I), id) where removed_at is null;
      create index %4$I on crm.%1$I (stage_id, rank, id) where removed_at is null;
      create index %5$I on crm.%1$I (pipeline_id, id) where removed_at is null;
      create index %6$I on crm.%1$I (owner_id, id) where removed_at is null;
      create index %7$I on crm.%1$I (entered_stage_at, id) where removed_at is null and closed_at is null;
      create index %8$I on crm.%1$I using gin (search gin_trgm_ops);
      create index %9$I on crm.%1$I (id) where removed_at is not null;
      alter table crm.%1$I enable row level security;
      alter table crm.%1$I force row level security;
      grant select, insert, update on crm.%1$I to hub_app;
      $f$, noun, noun || '_title', title, noun || '_stage', noun || '_pipeline', noun || '_owner', noun || '_entered',
      noun || '_search', noun || '_removed');
    reach := case when through then format($f$
        or exists (select from crm.party p where p.id = party_id
          and (p.owner_id = any (coalesce((select access.owners(%1$L, 'view')), '{}'))
            or p.group_id = any (coalesce((select access.groups(%1$L, 'view')), '{}'))))$f$, noun) else '' end;
    execute format($f$
      create policy see on crm.%1$I for select to hub_app using (
        (select access.everything(%1$L, 'view'))
        or owner_id = any (coalesce((select access.owners(%1$L, 'view')), '{}'))
        or group_id = any (coalesce((select access.groups(%1$L, 'view')), '{}')) %2$s);
      create policy add on crm.%1$I for insert to hub_app with check (
        (select access.everything(%1$L, 'add'))
        or owner_id = any (coalesce((select access.owners(%1$L, 'add')), '{}'))
        or group_id = any (coalesce((select access.groups(%1$L, 'add')), '{}')));
      create policy change on crm.%1$I for update to hub_app using (
        (select access.everything(%1$L, 'change')) or (select access.everything(%1$L, 'remove'))
        or owner_id = any (coalesce((select access.owners(%1$L, 'change') || access.owners(%1$L, 'remove')), '{}'))
        or group_id = any (coalesce((select access.groups(%1$L, 'change') || access.groups(%1$L, 'remove')), '{}')))
        with check (true);
      create policy insight on crm.%1$I for select to hub_view using (true);
      grant select on crm.%1$I to hub_view;
      create policy owner on crm.%1$I for all to %3$I using (true) with check (true);
      $f$, noun, reach, current_user);
  end loop;
  foreach noun in array array['deal', 'case', 'collection'] loop
    execute format('create index %I on crm.%I (party_id, created_at desc, id desc) where removed_at is null', noun || '_party', noun);
  end loop;
  foreach noun in array array['pipeline', 'stage'] loop
    execute format($f$
      create index %2$I on crm.%1$I using gin (search gin_trgm_ops);
      alter table crm.%1$I enable row level security;
      alter table crm.%1$I force row level security;
      grant select, insert, update on crm.%1$I to hub_app;
      create policy see on crm.%1$I for select to hub_app using (
        (select access.everything(%1$L, 'view'))
        or owner_id = any (coalesce((select access.owners(%1$L, 'view')), '{}'))
        or group_id = any (coalesce((select access.groups(%1$L, 'view')), '{}')));
      create policy add on crm.%1$I for insert to hub_app with check (
        (select access.everything(%1$L, 'add')) or owner_id = any (coalesce((select access.owners(%1$L, 'add')), '{}')));
      create policy change on crm.%1$I for update to hub_app using (
        (select access.everything(%1$L, 'change')) or (select access.everything(%1$L, 'remove'))
        or owner_id = any (coalesce((select access.owners(%1$L, 'change') || access.owners(%1$L, 'remove')), '{}')))
        with check (true);
      create policy insight on crm.%1$I for select to hub_view using (true);
      grant select on crm.%1$I to hub_view;
      create policy owner on crm.%1$I for all to %3$I using (true) with check (true);
      $f$, noun, noun || '_search', current_user);
  end loop;
end
$$;
-- A delivery stands in timelines when it was shipped; until then, when it was entered.
create index delivery_party on crm.delivery (party_id, (coalesce(shipped_at, created_at)) desc, id desc) where removed_at is null;
create index project_party on crm.project (party_id, created_at desc, id desc) where removed_at is null;
create index batch_product on crm.batch (product_id, created_at desc, id desc) where removed_at is null;
create index deal_product on crm.deal (product_id, id) where product_id is not null and removed_at is null;
create index case_product on crm.case (product_id, id) where product_id is not null and removed_at is null;
create index project_product on crm.project (product_id, id) where product_id is not null and removed_at is null;
create index deal_expected_close on crm.deal (coalesce(expected_close, 'infinity'), id) where removed_at is null;
create index delivery_eta on crm.delivery (coalesce(eta, 'infinity'), id) where removed_at is null;
create index batch_due_on on crm.batch (coalesce(due_on, 'infinity'), id) where removed_at is null;
create index collection_due_on on crm.collection (coalesce(due_on, 'infinity'), id) where removed_at is null;
create index project_due_on on crm.project (coalesce(due_on, 'infinity'), id) where removed_at is null;
create index case_priority on crm.case (priority, id) where removed_at is null;
create index delivery_order on crm.delivery (order_number) where removed_at is null;
create index delivery_tracking on crm.delivery (tracking_number) where removed_at is null;
create index delivery_carrier on crm.delivery (carrier, id) where removed_at is null;
create index batch_lot on crm.batch (lot) where removed_at is null;
create index collection_document on crm.collection (document) where removed_at is null;

-- Every move, written once. A move that is taken back is answered by one that points to it; `back` tells these from a redone move.
-- What decides who sees a move stands in it, copied from its record and kept right by triggers: asking six tables for each row, each
-- behind row-level security of its own, took longer to plan than everything else in a timeline together.
create table crm.stage_transition (
  id uuid primary key,
  noun text not null,
  record_id uuid not null,
  number text not null,
  title text not null,
  about_id uuid,                             -- the party, or of a batch the product, in whose timeline it stands
  owner_id uuid,
  group_id uuid,
  removed_at timestamptz,
  pipeline_id uuid not null references crm.pipeline,
  from_stage_id uuid references crm.stage,   -- null: the record was added
  to_stage_id uuid not null references crm.stage,
  at timestamptz not null,
  by_id uuid references access.person,
  seconds_in_from bigint,
  reason text,
  source jsonb not null default '{}',        -- the message, row or request it came from
  change uuid not null,
  undo_of uuid references crm.stage_transition,
  back boolean not null default false
);
create index stage_transition_record on crm.stage_transition (record_id, at desc, id desc);
create index stage_transition_about on crm.stage_transition (about_id, at desc, id desc)
  where from_stage_id is not null and removed_at is null;
create index stage_transition_pipeline on crm.stage_transition (pipeline_id, at) where from_stage_id is not null;
create index stage_transition_change on crm.stage_transition (change);
create index stage_transition_undo on crm.stage_transition (undo_of) where undo_of is not null;

-- Fills a move from its record: whoever writes one says only which record.
create function crm.copy_record() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  r jsonb;
begin
  execute format('select to_jsonb(r) from crm.%I r where r.id = $1', new.noun) into strict r using new.record_id;
  new.number := r ->> 'number';
  new.title := coalesce(r ->> 'name', r ->> 'subject', r ->> 'contents');
  new.about_id := case new.noun when 'batch' then r ->> 'product_id' else r ->> 'party_id' end::uuid;
  new.owner_id := (r ->> 'owner_id')::uuid;
  new.group_id := (r ->> 'group_id')::uuid;
  new.removed_at := (r ->> 'removed_at')::timestamptz;
  return new;
end
$$;
create trigger copy_record before insert on crm.stage_transition for each row execute function crm.copy_record();

create function crm.follow_record() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  r jsonb := to_jsonb(new);
begin
  update crm.stage_transition set
    title = coalesce(r ->> 'name', r ->> 'subject', r ->> 'contents'),
    about_id = case noun when 'batch' then r ->> 'product_id' else r ->> 'party_id' end::uuid,
    owner_id = new.owner_id, group_id = new.group_id, removed_at = new.removed_at
  where record_id = new.id;
  return null;
end
$$;
create trigger follow_record after update of name, party_id, owner_id, group_id, removed_at on crm.deal
  for each row when ((old.name, old.party_id, old.owner_id, old.group_id, old.removed_at)
    is distinct from (new.name, new.party_id, new.owner_id, new.group_id, new.removed_at)) execute function crm.follow_record();
create trigger follow_record after update of subject, party_id, owner_id, group_id, removed_at on crm.case
  for each row when ((old.subject, old.party_id, old.owner_id, old.group_id, old.removed_at)
    is distinct from (new.subject, new.party_id, new.owner_id, new.group_id, new.removed_at)) execute function crm.follow_record();
create trigger follow_record after update of contents, party_id, owner_id, group_id, removed_at on crm.delivery
  for each row when ((old.contents, old.party_id, old.owner_id, old.group_id, old.removed_at)
    is distinct from (new.contents, new.party_id, new.owner_id, new.group_id, new.removed_at)) execute function crm.follow_record();
create trigger follow_record after update of name, party_id, owner_id, group_id, removed_at on crm.collection
  for each row when ((old.name, old.party_id, old.owner_id, old.group_id, old.removed_at)
    is distinct from (new.name, new.party_id, new.owner_id, new.group_id, new.removed_at)) execute function crm.follow_record();
create trigger follow_record after update of name, party_id, owner_id, group_id, removed_at on crm.project
  for each row when ((old.name, old.party_id, old.owner_id, old.group_id, old.removed_at)
    is distinct from (new.name, new.party_id, new.owner_id, new.group_id, new.removed_at)) execute function crm.follow_record();
create trigger follow_record after update of name, product_id, owner_id, group_id, removed_at on crm.batch
  for each row when ((old.name, old.product_id, old.owner_id, old.group_id, old.removed_at)
    is distinct from (new.name, new.product_id, new.owner_id, new.group_id, new.removed_at)) execute function crm.follow_record();

-- The nouns on which the person's present roles grant a verb with a scope: asked once a statement, whatever the nouns of its rows.
create function access.nouns(a_verb text, a_scope text) returns text[]
language sql stable security definer set search_path = ''
as $$
  select coalesce(array_agg(distinct p.noun), '{}')
  from access.person_role r
  join access.person who on who.id = r.person_id and who.disabled_at is null
  join access.permission p on p.role = r.role
  where r.person_id = access.person() and p.verb = a_verb and p.scope = a_scope
    and r.valid_from <= now() and (r.valid_to is null or r.valid_to > now())
$$;
revoke all on function access.nouns(text, text), crm.copy_record(), crm.follow_record() from public;
grant execute on function access.nouns(text, text) to hub_app;

grant select, insert on crm.stage_transition to hub_app;
grant select on crm.stage_transition to hub_view;
alter table crm.stage_transition enable row level security;
alter table crm.stage_transition force row level security;
-- The scopes of its record: all, or through its owner, its group, or the owner of the party it is about.
create policy see on crm.stage_transition for select to hub_app using (
  noun = any (coalesce((select access.nouns('view', 'all')), '{}'))
  or (noun = any (coalesce((select access.nouns('view', 'own')), '{}'))
    and (owner_id = (select access.person()) or (noun in ('deal', 'case', 'delivery', 'collection')
      and exists (select from crm.party p where p.id = about_id and p.owner_id = (select access.person())))))
  or (noun = any (coalesce((select access.nouns('view', 'team')), '{}'))
    and (owner_id = any (coalesce((select access.team(access.person())), '{}'))
      or (noun in ('deal', 'case', 'delivery', 'collection') and exists (select from crm.party p where p.id = about_id
        and p.owner_id = any (coalesce((select access.team(access.person())), '{}'))))))
  or (noun = any (coalesce((select access.nouns('view', 'group')), '{}'))
    and (group_id = any (array(select unnest(access.groups(n, 'view')) from unnest(access.nouns('view', 'group')) n))
      or (noun in ('deal', 'case', 'delivery', 'collection') and exists (select from crm.party p where p.id = about_id
        and p.group_id = any (array(select unnest(access.groups(n, 'view')) from unnest(access.nouns('view', 'group')) n)))))));
create policy add on crm.stage_transition for insert to hub_app with check (by_id = (select access.person()));
create policy insight on crm.stage_transition for select to hub_view using (true);
do $$
begin
  execute format('create policy owner on crm.stage_transition for all to %I using (true) with check (true)', current_user);
end
$$;

-- How many items stand in a stage, seen or not: a limit on them counts all. Nothing else of them is told.
create function crm.stage_load(a_stage uuid) returns bigint
language plpgsql stable security definer set search_path = ''
as $$
declare
  noun text;
  load bigint;
begin
  select p.entity into noun from crm.stage s join crm.pipeline p on p.id = s.pipeline_id where s.id = a_stage;
  execute format('select count(*) from crm.%I where stage_id = $1 and removed_at is null', noun) into load using a_stage;
  return load;
end
$$;

-- Spreads the ranks of a stage evenly, in their order, its hidden items among them. Hexadecimal digits sort like those of ranks.
create function crm.spread_ranks(a_stage uuid) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  noun text;
begin
  select p.entity into noun from crm.stage s join crm.pipeline p on p.id = s.pipeline_id where s.id = a_stage;
  execute format($f$
    update crm.%1$I t set rank = lpad(to_hex(n.place * 65536), 12, '0') || 'V'
    from (select id, row_number() over (order by rank, id) as place from crm.%1$I where stage_id = $1) n
    where t.id = n.id$f$, noun) using a_stage;
end
$$;
revoke all on function crm.stage_load(uuid), crm.spread_ranks(uuid) from public;
grant execute on function crm.stage_load(uuid), crm.spread_ranks(uuid) to hub_app;
