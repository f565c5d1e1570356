-- Files come in parts and are read from where they are kept, so that no hub holds one whole.
create table crm.import_part (
  import_id uuid not null references crm.import on delete cascade,
  part int not null,
  content bytea not null,
  primary key (import_id, part)
);
alter table crm.import_part alter column content set storage external; -- is read once: not worth packing
grant select, insert, update, delete on crm.import_part to hub_app;
alter table crm.import_part enable row level security;
alter table crm.import_part force row level security;
create policy mine on crm.import_part for all to hub_app
  using (exists (select from crm.import i where i.id = import_id)) with check (exists (select from crm.import i where i.id = import_id));
do $$
begin
  execute format('create policy owner on crm.import_part for all to %I using (true) with check (true)', current_user);
end
$$;

-- The first row of the paper that a row is a line of, wherever its other lines stand; looked for when such rows are first loaded.
alter table crm.import add column papers boolean not null default false;
alter table crm.import_row add column paper int;
create index import_row_papers on crm.import_row (import_id, paper, row) where paper is not null;

-- What was sent and not yet looked at goes when somebody is erased: it may name them, and whoever sent it can send it again.
alter function crm.erase_party(uuid, boolean) rename to erase_rows;
revoke all on function crm.erase_rows(uuid, boolean) from hub_app;
create function crm.erase_party(a_party uuid, with_text boolean) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  erased jsonb := crm.erase_rows(a_party, with_text); -- refuses whoever may not
begin
  delete from crm.import i where i.state = 'draft' and exists (select from crm.import_part p where p.import_id = i.id);
  return erased;
end
$$;
revoke all on function crm.erase_party(uuid, boolean) from public;
grant execute on function crm.erase_party(uuid, boolean) to hub_app;
