-- Whoever belongs to a group, or did, with the keys of all groups of colleagues to which they belong now.
create function crm.group_names(a_group uuid) returns table (user_id text, keys text[])
language sql stable security definer set search_path = ''
as $$
  select p.user_id, coalesce((select array_agg(g.key order by g.key) from access.group_member m
      join crm."group" g on g.id = m.group_id and g."of" = 'person' and g.removed_at is null where m.person_id = p.id), '{}')
  from access.person p
  where p.disabled_at is null and p.id in (select m.member_id from crm.group_member m where m.group_id = a_group)
$$;
revoke all on function crm.group_names(uuid) from public;
grant execute on function crm.group_names(uuid) to hub_app;
