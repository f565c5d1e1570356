-- Preferences are a person's own: nobody else reads or writes them, and they go with the person.
alter table hub.preference add foreign key (person_id) references access.person;
alter table hub.preference enable row level security;
alter table hub.preference force row level security;
create policy mine on hub.preference for all to hub_app
  using (person_id = (select access.person())) with check (person_id = (select access.person()));
do $$
begin
  execute format('create policy owner on hub.preference for all to %I using (true) with check (true)', current_user);
end
$$;

alter function crm.erase_person(uuid) rename to erase_profile;
revoke all on function crm.erase_profile(uuid) from hub_app;

create function crm.erase_person(a_person uuid) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  perform crm.erase_profile(a_person); -- refuses whoever may not
  delete from hub.preference p where p.person_id = a_person;
end
$$;
revoke all on function crm.erase_person(uuid) from public;
grant execute on function crm.erase_person(uuid) to hub_app;
