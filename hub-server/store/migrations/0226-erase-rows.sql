-- Erasing reaches rows of files that never became records, and to-dos made of what was promised.
alter function crm.erase_party(uuid, boolean) rename to erase_words;
revoke all on function crm.erase_words(uuid, boolean) from hub_app;

create function crm.erase_party(a_party uuid, with_text boolean) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  erased jsonb;
  called text[] := array(select lower(btrim(p.name)) from crm.party p where p.id = a_party
    union select lower(btrim(c.value)) from crm.contact_point c where c.party_id = a_party);
  made uuid[] := '{}';
  copied uuid[];
begin
  erased := crm.erase_words(a_party, with_text); -- refuses whoever may not
  -- A name of one word is looked for as a whole cell: it is part of too much else.
  with emptied as (
    update crm.import_row r set cells = null, state = 'refused',
      problem = jsonb_build_object('column', null, 'value', '', 'reason', 'erased on request', 'allowed', '')
    where r.cells is not null and exists (select from unnest(called) c where length(c) > 2 and (
      exists (select from unnest(r.cells) one where lower(btrim(one)) = c)
      or (c ~ '[ @]' and strpos(' ' || regexp_replace(lower(array_to_string(r.cells, ' ')), '[;,<>\s]+', ' ', 'g') || ' ', ' ' || c || ' ') > 0)))
    returning r.import_id)
  select array(select distinct e.import_id from emptied e) into copied;
  if with_text then
    made := array(select q.todo_id from crm.promise q where q.about_id = a_party and q.todo_id is not null);
    update crm.todo d set title = 'Erased', note = null, version = version + 1, changed_at = now() where d.id = any (made);
    update hub.change_event e set reversible = false, patch = (
        select coalesce(jsonb_object_agg(p.key, case when p.key in ('title', 'note') then '[null, null]'::jsonb else p.value end), '{}')
        from jsonb_each(e.patch) p)
      where e.entity = 'todo' and e.entity_id = any (made);
    update crm.message_link m set card = jsonb_build_object('change', m.change, 'title', 'Erased', 'facts', '[]'::jsonb, 'actions', '[]'::jsonb,
        'state', 'current', 'record', null, 'by', null, 'call', 'party.erase') where m.record_id = any (made);
    update hub.outbox o set payload = '{}' where o.done_at is not null and exists (select from unnest(made) m where o.payload::text like '%' || m || '%');
  end if;
  delete from hub.idempotency i where exists (select from unnest(copied || made) c where i.response::text like '%' || c || '%');
  return erased;
end
$$;
revoke all on function crm.erase_party(uuid, boolean) from public;
grant execute on function crm.erase_party(uuid, boolean) to hub_app;
