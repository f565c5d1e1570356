-- What an import leaves behind: it can be stopped from outside, its rows are forgotten after a time, and ids of other programs are seen
-- by those who see the record that they mean.

-- The ids of records that somebody may not see answer like missing ones: one id then means one record for them, another for others.
alter table crm.external_id drop constraint external_id_pkey;
alter table crm.external_id add primary key (noun, source, external_id, record_id);
drop policy known on crm.external_id;
do $$
declare
  seen text;
begin
  select string_agg(format('when %L then exists (select from crm.%I r where r.id = record_id)', noun, noun), ' ') into seen
    from unnest(array['party', 'product', 'deal', 'interaction', 'case', 'feedback']) as n (noun);
  execute format('create policy known on crm.external_id for all to hub_app
    using (case split_part(noun, '':'', 1) %s else false end) with check ((select access.person()) is not null)', seen);
  -- Erasing, forgetting and stopping run as the owner, who is bound by FORCE unless a superuser.
  execute format('create policy owner on crm.external_id for all to %I using (true) with check (true)', current_user);
  execute format('create policy owner on crm.import_row for all to %I using (true) with check (true)', current_user);
  execute format('create policy owner_change on crm.import for update to %I using (true) with check (true)', current_user);
  execute format('create policy owner_forget on crm.import for delete to %I using (true)', current_user);
end
$$;

-- The hub gives an import up that fails again and again; its owner reads why.
create function crm.stop_import(an_import uuid, why text) returns void
language sql volatile security definer set search_path = ''
as $$
  update crm.import i set state = 'stopped', problem = why where i.id = an_import and i.state in ('running', 'undoing')
$$;
revoke all on function crm.stop_import(uuid, text) from public;
grant execute on function crm.stop_import(uuid, text) to hub_app;

-- Files hold what people wrote about people: drafts that nobody ran go, and later the rows of what has ended, refused ones too.
create function crm.forget_imports(drafts_before timestamptz, rows_before timestamptz) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  delete from crm.import i where i.state = 'draft' and i.created_at < drafts_before;
  delete from crm.import_row r using crm.import i where i.id = r.import_id and i.state in ('done', 'stopped', 'undone')
    and coalesce(i.finished_at, i.created_at) < rows_before;
end
$$;
revoke all on function crm.forget_imports(timestamptz, timestamptz) from public;
grant execute on function crm.forget_imports(timestamptz, timestamptz) to hub_app;
