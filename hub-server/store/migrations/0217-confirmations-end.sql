-- What waited for a yes is kept no longer than it is needed: what was asked goes with the answer, the rest after a time, and erasing
-- finds all records that it named, also by what they were called.
alter table crm.confirmation add column about uuid[] not null default '{}'; -- records that the input names
do $$
begin
  if not exists (select from pg_policy where polrelid = 'crm.confirmation'::regclass and polname = 'owner') then
    execute format('create policy owner on crm.confirmation for all to %I using (true) with check (true)', current_user);
  end if;
end
$$;

create function crm.end_confirmation() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.input := '{}';
  return new;
end
$$;
revoke all on function crm.end_confirmation() from public;
create trigger end_confirmation before update on crm.confirmation
  for each row when (new.state <> 'waiting') execute function crm.end_confirmation();
update crm.confirmation set state = state where state <> 'waiting';

-- Settled, or too old to be settled, before that time.
create function crm.forget_confirmations(before timestamptz) returns void
language sql volatile security definer set search_path = ''
as $$
  delete from crm.confirmation c where coalesce(c.settled_at, c.expires_at) < before
$$;
revoke all on function crm.forget_confirmations(timestamptz) from public;
grant execute on function crm.forget_confirmations(timestamptz) to hub_app;

create or replace function crm.erase_fields(a_party uuid, with_text boolean) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  points uuid[];
  talks uuid[];
  events int;
  emptied uuid[];
  named text := (select p.name from crm.party p where p.id = a_party);
  called text := (select p.number from crm.party p where p.id = a_party);
begin
  if not coalesce((select access.everything('party', 'erase')), false) then
    raise exception 'Only whoever holds party:erase may erase.' using errcode = 'HB001';
  end if;
  points := array(select c.id from crm.contact_point c where c.party_id = a_party);
  talks := array(select i.id from crm.interaction i where i.party_id = a_party and with_text);
  update crm.party p set name = 'Erased ' || p.number, legal_name = null, contact_name = null, contact_title = null, website = null,
    street = null, city = null, region = null, postal_code = null, tax_id = null, tags = null, note = null, custom = '{}',
    external_id = null, removed_at = coalesce(p.removed_at, now()), version = version + 1, changed_at = now() where p.id = a_party;
  update crm.contact_point c set value = 'erased', label = null, custom = '{}', external_id = null,
    removed_at = coalesce(c.removed_at, now()), version = version + 1, changed_at = now() where c.id = any (points);
  update crm.interaction i set subject = null, body = null, custom = '{}', version = version + 1, changed_at = now() where i.id = any (talks);
  -- Values go, the facts that something was changed, when and by whom stay. What lost its values can no longer be undone.
  update hub.change_event e set reversible = false, source_ref = e.source_ref - 'file' - 'row', patch = (
      select coalesce(jsonb_object_agg(case when p.key like 'custom.%' then 'custom.erased' else p.key end,
        case when p.key in ('owner', 'group', 'roles', 'kind', 'party', 'channel', 'direction', 'at', 'duration_s', 'preferred', 'parent', 'credit_limit')
          then p.value else '[null, null]'::jsonb end), '{}') from jsonb_each(e.patch) p)
    where (e.entity, e.entity_id) in (select 'party', a_party union all select 'contact_point', unnest(points)
      union all select 'interaction', unnest(talks));
  get diagnostics events = row_count;
  -- Cards, answers kept for repeated requests, and what was told already hold copies.
  update crm.message_link m set card = jsonb_build_object('change', m.change, 'title', 'Erased', 'facts', '[]'::jsonb, 'actions', '[]'::jsonb,
      'state', 'current', 'record', null, 'by', null, 'call', 'party.erase')
    where m.record_id = any (array[a_party] || points || talks) or m.card -> 'about' ->> 'id' = a_party::text;
  -- What waits for a yes about them is not done any more; what is being done at this moment is settled after this.
  emptied := array(select c.id from crm.confirmation c where a_party = any (c.about) or c.input::text like '%' || a_party || '%'
    or strpos(c.facts::text, '(' || called || ')') > 0 or (length(named) > 2 and strpos(c.title || c.facts::text || c.input::text, named) > 0));
  update crm.confirmation c set input = jsonb_build_object('ref', a_party), facts = '[]',
      title = case when c.call in ('party.erase', 'person.erase') then c.title else 'Erased' end,
      state = case c.state when 'waiting' then 'withdrawn' else c.state end, settled_at = coalesce(c.settled_at, now())
    where c.id = any (emptied);
  delete from hub.idempotency i where i.status = 428 and (i.response ->> 'id')::uuid = any (emptied);
  delete from hub.idempotency i where i.response::text like '%' || a_party || '%';
  update hub.outbox o set payload = '{}' where o.done_at is not null and o.payload::text like '%' || a_party || '%';
  return jsonb_build_object('contact_points', cardinality(points), 'interactions', cardinality(talks), 'changes', events);
end
$$;
