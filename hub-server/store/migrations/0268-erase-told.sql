-- What was told of somebody by their name alone, such as that they are watched, is emptied too when they are erased.
alter function crm.erase_party(uuid, boolean) rename to erase_kept;
revoke all on function crm.erase_kept(uuid, boolean) from hub_app;
create function crm.erase_party(a_party uuid, with_text boolean) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  named text := (select btrim(to_json(p.name)::text, '"') from crm.party p where p.id = a_party);
  erased jsonb := crm.erase_kept(a_party, with_text); -- refuses whoever may not
begin
  update hub.outbox o set payload = '{}' where o.done_at is not null and strpos(o.payload::text, named) > 0;
  return erased;
end
$$;
revoke all on function crm.erase_party(uuid, boolean) from public;
grant execute on function crm.erase_party(uuid, boolean) to hub_app;
