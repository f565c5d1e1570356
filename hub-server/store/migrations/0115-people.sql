-- People change their job, leave, come back, and are erased on request.
insert into access.permission (role, noun, verb, scope) values ('administrator', 'person', 'erase', 'all');

-- A new period of employment begins with a change, too.
create policy follow on access.employment for insert to hub_app with check ((select access.may('person', 'change')));
grant delete on access.identity_link to hub_app;

-- A colleague is a party too: what is kept of a party goes by crm.erase_party, the rest here.
create function crm.erase_person(a_person uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if not coalesce((select access.everything('person', 'erase')), false) then
    raise exception 'Only whoever holds person:erase may erase.' using errcode = 'HB001';
  end if;
  if exists (select from access.person p where p.id = a_person and p.disabled_at is null) then
    raise exception 'Who works here is not erased.' using errcode = 'HB001';
  end if;
  perform crm.erase_party(a_person, false);
  delete from access.identity_link l where l.person_id = a_person;
  update access.person set email = null where id = a_person;
  update hub.change_event e set reversible = false, patch = (
      select coalesce(jsonb_object_agg(p.key, case when p.key = 'email' then '[null, null]'::jsonb else p.value end), '{}')
      from jsonb_each(e.patch) p)
    where e.entity = 'person' and e.entity_id = a_person and e.patch ? 'email';
end
$$;
revoke all on function crm.erase_person(uuid) from public;
grant execute on function crm.erase_person(uuid) to hub_app;
