-- Erasing reaches what came after it was first written: ids in other programs, and, where what was said goes too, feedback and promises.
alter function crm.erase_party(uuid, boolean) rename to erase_fields;
revoke all on function crm.erase_fields(uuid, boolean) from hub_app;

create function crm.erase_party(a_party uuid, with_text boolean) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  erased jsonb := crm.erase_fields(a_party, with_text);
  words uuid[];
  promised uuid[];
begin
  delete from crm.external_id x where x.record_id = a_party
    or x.record_id in (select c.id from crm.contact_point c where c.party_id = a_party);
  if with_text then
    words := array(select f.id from crm.feedback f where f.about_id = a_party or f.from_id = a_party);
    promised := array(select q.id from crm.promise q where q.about_id = a_party);
    update crm.feedback f set text = null, resolution = null, version = version + 1, changed_at = now() where f.id = any (words);
    update hub.change_event e set reversible = false, patch = (
        select coalesce(jsonb_object_agg(p.key, case when p.key in ('text', 'resolution', 'what', 'said') then '[null, null]'::jsonb else p.value end), '{}')
        from jsonb_each(e.patch) p)
      where (e.entity = 'feedback' and e.entity_id = any (words)) or (e.entity = 'promise' and e.entity_id = any (promised));
    update crm.message_link m set card = jsonb_build_object('change', m.change, 'title', 'Erased', 'facts', '[]'::jsonb, 'actions', '[]'::jsonb,
        'state', 'current', 'record', null, 'by', null, 'call', 'party.erase') where m.record_id = any (words || promised);
    update crm.promise q set what = 'erased', said = null where q.id = any (promised);
  end if;
  return erased;
end
$$;
revoke all on function crm.erase_party(uuid, boolean) from public;
grant execute on function crm.erase_party(uuid, boolean) to hub_app;
