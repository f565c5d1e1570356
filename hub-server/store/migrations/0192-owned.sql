-- The policies of a noun whose records belong to a person or are shared with a group: the same scopes as the gate, written once here
-- instead of in every noun. A noun's migration calls it after it made the table.
create function access.follow_owner(a_noun text) returns void
language plpgsql set search_path = ''
as $$
declare
  one record;
begin
  execute pg_catalog.format('alter table crm.%I enable row level security', a_noun);
  execute pg_catalog.format('alter table crm.%I force row level security', a_noun);
  for one in
    select p.name, p.command, p.clause, pg_catalog.string_agg(pg_catalog.format('(select access.everything(%L, %L))', a_noun, v.verb), ' or ') as everything,
      pg_catalog.string_agg(pg_catalog.format('access.owners(%L, %L)', a_noun, v.verb), ' || ') as owners,
      pg_catalog.string_agg(pg_catalog.format('access.groups(%L, %L)', a_noun, v.verb), ' || ') as groups
    from (values ('see', 'select', 'using', array['view']), ('add', 'insert', 'with check', array['add']),
        ('change', 'update', 'using', array['change', 'remove'])) as p (name, command, clause, verbs),
      lateral unnest(p.verbs) as v (verb)
    group by p.name, p.command, p.clause
  loop
    execute pg_catalog.format('create policy %I on crm.%I for %s to hub_app %s (%s or owner_id = any (coalesce((select %s), ''{}''))
      or group_id = any (coalesce((select %s), ''{}'')))%s', one.name, a_noun, one.command, one.clause, one.everything, one.owners, one.groups,
      case one.command when 'update' then ' with check (true)' else '' end);
  end loop;
end
$$;
revoke all on function access.follow_owner(text) from public;
