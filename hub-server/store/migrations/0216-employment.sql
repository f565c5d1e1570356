-- Leaving and coming back are one right each: whoever may end an employment ends all of it, whatever else they may not change. Row by row
-- under the policies of each table, what the right did not cover would stay as it was without a word.
alter table access.person add column erased_at timestamptz;
update access.person p set erased_at = now() where p.disabled_at is not null and p.name = 'Erased ' || p.number;

do $$
begin
  if not exists (select from pg_policy where polrelid = 'crm.party_role'::regclass and polname = 'owner') then
    execute format('create policy owner on crm.party_role for all to %I using (true) with check (true)', current_user);
  end if;
end
$$;

create function access.end_employment(a_person uuid, at timestamptz) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if not coalesce(access.may('person', 'change'), false) then
    raise exception 'the right person:change is missing' using errcode = 'insufficient_privilege';
  end if;
  update access.person_role r set valid_to = greatest(at, r.valid_from) where r.person_id = a_person and (r.valid_to is null or r.valid_to > at);
  update access.employment e set valid_to = greatest(at, e.valid_from) where e.person_id = a_person and (e.valid_to is null or e.valid_to > at);
  update crm.party_role r set valid_to = greatest(at, r.valid_from) where r.party_id = a_person and r.role = 'employee' and r.valid_to is null;
  update access.person p set disabled_at = at where p.id = a_person;
end
$$;

-- Back with the last job, under the last manager if that one is still here, and without any role held before.
create function access.begin_again(a_person uuid, an_employment uuid, a_party_role uuid, at timestamptz) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  if not coalesce(access.may('person', 'add'), false) then
    raise exception 'the right person:add is missing' using errcode = 'insufficient_privilege';
  end if;
  update access.person_role r set valid_to = greatest(p.disabled_at, r.valid_from) from access.person p
    where p.id = a_person and r.person_id = a_person and (r.valid_to is null or r.valid_to > p.disabled_at);
  update access.employment e set valid_to = greatest(p.disabled_at, e.valid_from) from access.person p
    where p.id = a_person and e.person_id = a_person and (e.valid_to is null or e.valid_to > p.disabled_at);
  update access.person p set disabled_at = null where p.id = a_person;
  insert into access.employment (id, person_id, manager_id, job, valid_from)
    select an_employment, a_person, m.id, last.job, at
    from (select 1) one left join lateral (select e.job, e.manager_id from access.employment e where e.person_id = a_person
      order by (e.valid_to > e.valid_from) is not false desc, e.valid_from desc limit 1) last on true
    left join access.person m on m.id = last.manager_id and m.disabled_at is null;
  insert into crm.party_role (id, party_id, role, valid_from)
    select a_party_role, a_person, 'employee', at
    where not exists (select from crm.party_role r where r.party_id = a_person and r.role = 'employee' and r.valid_to is null);
end
$$;
revoke all on function access.end_employment(uuid, timestamptz), access.begin_again(uuid, uuid, uuid, timestamptz) from public;
grant execute on function access.end_employment(uuid, timestamptz), access.begin_again(uuid, uuid, uuid, timestamptz) to hub_app;

-- That somebody was erased stands with the person, in the transaction that erases them.
create or replace function crm.erase_person(a_person uuid) returns void
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
  update access.person set email = null, erased_at = now() where id = a_person;
  update hub.change_event e set reversible = false, patch = (
      select coalesce(jsonb_object_agg(p.key, case when p.key = 'email' then '[null, null]'::jsonb else p.value end), '{}')
      from jsonb_each(e.patch) p)
    where e.entity = 'person' and e.entity_id = a_person and e.patch ? 'email';
end
$$;
