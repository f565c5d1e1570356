-- Files that people load, row by row, until each row is settled. What became a record is not kept here a second time.
create table crm.import (
  id uuid primary key,
  file text not null,
  source text not null,
  encoding text not null,
  delimiter text not null,
  headers text[] not null,
  plan jsonb not null default '{}',      -- noun, columns, match, answers, styles: as it is run
  state text not null check (state in ('draft', 'running', 'done', 'stopped', 'undoing', 'undone')),
  problem text,
  rows int not null,
  done int not null default 0,
  added int not null default 0,
  updated int not null default 0,
  unchanged int not null default 0,
  refused int not null default 0,
  besides int not null default 0,
  kept int not null default 0,
  owner_id uuid not null references access.person,
  created_at timestamptz not null,
  finished_at timestamptz
);
create index import_owner on crm.import (owner_id, id desc);
create index import_waiting on crm.import (id) where state in ('running', 'undoing');

create table crm.import_row (
  import_id uuid not null references crm.import on delete cascade,
  row int not null,                      -- from 1, without the header
  line int not null,
  cells text[],                          -- null once it is a record
  state text not null default 'waiting' check (state in ('waiting', 'added', 'updated', 'unchanged', 'refused')),
  problem jsonb,                         -- {column, value, reason, allowed}
  primary key (import_id, row)
);
create index import_row_refused on crm.import_row (import_id, row) where state = 'refused';

-- The changes that an import made, for its undo: newest first, each once.
create table crm.import_change (
  import_id uuid not null references crm.import on delete cascade,
  change uuid not null primary key,
  place int not null,
  undone_at timestamptz
);
create index import_change_left on crm.import_change (import_id, place) where undone_at is null;

-- What an undo left alone, because it was edited since.
create table crm.import_kept (
  import_id uuid not null references crm.import on delete cascade,
  noun text not null,
  record_id uuid not null,
  reason text not null,
  primary key (import_id, record_id)
);

-- Which record is meant by the id of another program: a second import changes it instead of making another.
create table crm.external_id (
  noun text not null,
  source text not null,
  external_id text not null,
  record_id uuid not null,
  primary key (noun, source, external_id)
);
create index external_id_record on crm.external_id (record_id);

grant select, insert, update, delete on crm.import, crm.import_row, crm.import_change, crm.import_kept, crm.external_id to hub_app;

-- An import is its owner's alone: it holds what they read from their own file.
alter table crm.import enable row level security;
alter table crm.import force row level security;
create policy mine on crm.import for all to hub_app
  using (owner_id = (select access.person())) with check (owner_id = (select access.person()));
do $$
declare
  target text;
begin
  foreach target in array array['import_row', 'import_change', 'import_kept'] loop
    execute format('alter table crm.%I enable row level security', target);
    execute format('alter table crm.%I force row level security', target);
    execute format('create policy mine on crm.%I for all to hub_app
      using (exists (select from crm.import i where i.id = import_id)) with check (exists (select from crm.import i where i.id = import_id))', target);
  end loop;
  alter table crm.external_id enable row level security;
  alter table crm.external_id force row level security;
  create policy known on crm.external_id for all to hub_app using ((select access.person()) is not null) with check ((select access.person()) is not null);
  execute format('create policy owner on crm.import for select to %I using (true)', current_user);
end
$$;

-- Imports that wait for the hub, with the account for which it goes on. Only ids.
create function crm.imports_waiting() returns table (id uuid, user_id text)
language sql stable security definer set search_path = ''
as $$
  select i.id, p.user_id from crm.import i join access.person p on p.id = i.owner_id and p.disabled_at is null
  where i.state in ('running', 'undoing') order by i.id
$$;
revoke all on function crm.imports_waiting() from public;
grant execute on function crm.imports_waiting() to hub_app;
