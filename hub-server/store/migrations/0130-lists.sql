-- Lists of many records. PostgreSQL lets a condition use an index before the policies of a table have passed a row only when its
-- functions are leakproof; `lower` and `coalesce` are not, and only a superuser may say otherwise. Comparing columns is. So what the
-- lists of parties are sorted by becomes a column, and pages from the middle are found on every PostgreSQL.
alter table crm.party
  add column name_key text not null generated always as (lower(name)) stored,
  add column city_key text not null generated always as (lower(coalesce(city, ''))) stored,
  add column country_key text not null generated always as (lower(coalesce(country, ''))) stored;

-- Whose they are and what they are filtered by stand in the indexes too: a list that must pass over many rows reads no table for it.
drop index crm.party_name, crm.party_city, crm.party_country, crm.party_industry, crm.party_filter_city, crm.party_filter_country,
  crm.party_kind, crm.party_owner;
create index party_name on crm.party (name_key, id) include (owner_id, group_id, kind, industry, city, country) where removed_at is null;
create index party_city on crm.party (city_key, id) include (owner_id, group_id, kind, industry, city, country) where removed_at is null;
create index party_country on crm.party (country_key, id) include (owner_id, group_id, kind, industry, city, country) where removed_at is null;
create index party_filter_city on crm.party (city, id) include (owner_id, group_id, kind, industry, country) where removed_at is null;
create index party_filter_country on crm.party (country, id) include (owner_id, group_id, kind, industry, city) where removed_at is null;
create index party_industry on crm.party (industry, id) include (owner_id, group_id, kind, city, country) where removed_at is null;
create index party_kind on crm.party (kind, id) include (owner_id, group_id, industry, city, country) where removed_at is null;
create index party_owner on crm.party (owner_id, name_key, id) include (group_id, kind, industry, city, country) where removed_at is null;

-- What has no time comes last: CASE, because COALESCE counts as leaky.
do $$
declare
  one record;
begin
  for one in select * from (values ('deal', 'expected_close'), ('delivery', 'eta'), ('batch', 'due_on'), ('collection', 'due_on'),
    ('project', 'due_on'), ('todo', 'due'), ('reminder', 'at')) as t (noun, field) loop
    execute format('drop index crm.%I', one.noun || '_' || one.field);
    execute format('create index %I on crm.%I ((case when %I is null then ''infinity'' else %3$I end), id) where removed_at is null',
      one.noun || '_' || one.field, one.noun, one.field);
  end loop;
end
$$;

/*
 * A compiled rule as the condition of a WHERE: like access.rule_sql, but what is unknown may be null instead of false, as it may where
 * nothing negates it. So "city is Berlin" is a plain comparison, for which there are indexes.
 */
create function access.rule_where(rule jsonb) returns text
language plpgsql stable strict set search_path = ''
as $$
declare
  op text := rule ->> 'op';
begin
  if rule ? 'all' then
    return coalesce((select '(' || string_agg(access.rule_where(part), ' and ') || ')' from jsonb_array_elements(rule -> 'all') part), 'true');
  elsif rule ? 'any' then
    return coalesce((select '(' || string_agg(access.rule_where(part), ' or ') || ')' from jsonb_array_elements(rule -> 'any') part), 'false');
  elsif op = 'one_of' then
    return coalesce((select '(' || string_agg(access.rule_where(rule || jsonb_build_object('op', 'is', 'value', part)), ' or ') || ')'
      from jsonb_array_elements(rule -> 'value') part), 'false');
  elsif op = 'is' and rule ->> 'kind' in ('text', 'other') and rule ->> 'value' <> '' and not rule ? 'path' then
    return format('%I = %L', rule ->> 'column', rule ->> 'value');
  elsif op = 'is' and rule ->> 'kind' = 'id' then
    return format('%I = %L::uuid', rule ->> 'column', rule ->> 'value');
  end if;
  return access.rule_sql(rule);
end
$$;
revoke all on function access.rule_where(jsonb) from public;
grant execute on function access.rule_where(jsonb) to hub_app;

create or replace function access.write_rules(a_noun text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  wanted record;
begin
  for wanted in
    select t.besides, p.name, p.command, string_agg(format('((select access.has_role(%L)) and %s)', g.role, access.rule_where(g.compiled)), ' or '
        order by g.role, g.verb) filter (where g.compiled is not null) as reached
    from access.ruled_table t
    cross join (values ('rule_see', 'select'), ('rule_add', 'insert'), ('rule_change', 'update')) as p (name, command)
    left join access.permission g on g.noun = t.noun and g.compiled is not null
      and p.name = case g.verb when 'view' then 'rule_see' when 'add' then 'rule_add' else 'rule_change' end
    where t.noun = a_noun
    group by t.besides, p.name, p.command
  loop
    execute format('drop policy if exists %I on crm.%I', wanted.name, a_noun);
    if wanted.reached is not null then
      execute format('create policy %I on crm.%I for %s to hub_app ', wanted.name, a_noun, wanted.command) || case wanted.command
        when 'select' then format('using ((%s) and (%s))', wanted.besides, wanted.reached)
        when 'insert' then format('with check ((%s) and (%s))', wanted.besides, wanted.reached)
        else format('using ((%s) and (%s)) with check (true)', wanted.besides, wanted.reached) end;
    end if;
  end loop;
end
$$;
select access.write_rules(noun) from access.ruled_table;
