-- Roles that administrators make, and grants that reach records by a rule over their fields.

alter table access.role add column id uuid not null default gen_random_uuid() unique;
alter table access.role add column removed_at timestamptz;

alter table access.permission add column rule jsonb;      -- as it was written
alter table access.permission add column compiled jsonb;  -- the same over columns, for access.rule_sql
alter table access.permission drop constraint permission_scope_check;
alter table access.permission add constraint permission_scope_check check (scope in ('own', 'team', 'group', 'all', 'rule'));
alter table access.permission add constraint permission_rule_check
  check ((rule is null) = (compiled is null) and (scope <> 'rule' or rule is not null));

create or replace function access.standing(of uuid) returns jsonb
language sql stable security definer set search_path = ''
as $$
  select jsonb_build_object(
    'roles', coalesce((select jsonb_agg(distinct r.role) from access.person_role r
      where r.person_id = of and r.valid_from <= now() and (r.valid_to is null or r.valid_to > now())), '[]'),
    'grants', coalesce((select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('noun', p.noun, 'verb', p.verb, 'scope', p.scope,
        'hidden', p.hidden, 'rule', p.rule)))
      from access.person_role r join access.permission p on p.role = r.role
      join access.person who on who.id = r.person_id and who.disabled_at is null
      where r.person_id = of and r.valid_from <= now() and (r.valid_to is null or r.valid_to > now())), '[]'),
    'team', to_jsonb(access.team(of)),
    'groups', coalesce((select jsonb_agg(group_id) from access.group_member where person_id = of), '[]'))
$$;

-- A compiled rule as SQL over the columns of its table: never null, and the same answer as the hub gives. Everything in it is quoted.
create function access.rule_sql(rule jsonb) returns text
language plpgsql stable strict set search_path = ''
as $$
declare
  kind text := rule ->> 'kind';
  op text := rule ->> 'op';
  wanted jsonb := rule -> 'value';
  value text := wanted #>> '{}';
  cell text := case when rule ? 'path' then format('(custom -> %L)', rule ->> 'path') else format('%I', coalesce(rule ->> 'column', '')) end;
  signs constant jsonb := '{"is": "=", "is_not": "=", "below": "<", "at_most": "<=", "above": ">", "at_least": ">=", "older_than": "<", "newer_than": ">"}';
  sign text := signs ->> op;
  filled text;
  compared text;
begin
  if rule ? 'all' then
    return coalesce((select '(' || string_agg(access.rule_sql(part), ' and ') || ')' from jsonb_array_elements(rule -> 'all') part), 'true');
  elsif rule ? 'any' then
    return coalesce((select '(' || string_agg(access.rule_sql(part), ' or ') || ')' from jsonb_array_elements(rule -> 'any') part), 'false');
  elsif rule ? 'not' then
    return '(not ' || access.rule_sql(rule -> 'not') || ')';
  elsif op in ('one_of', 'none_of') then
    compared := (select '(' || string_agg(access.rule_sql(rule || jsonb_build_object('op', 'is', 'value', part)), ' or ') || ')'
      from jsonb_array_elements(wanted) part);
    return case op when 'none_of' then '(not ' || compared || ')' else compared end;
  elsif op in ('filled', 'empty') then
    filled := case kind
      when 'text' then format('coalesce(%s <> '''', false)', cell)
      when 'tags' then format('coalesce(cardinality(%s) > 0, false)', cell)
      when 'json' then format('coalesce(%s not in (''null'', ''""'', ''[]''), false)', cell)
      else format('(%s is not null)', cell) end;
    return case op when 'empty' then '(not ' || filled || ')' else filled end;
  elsif op = 'contains' then
    compared := case kind
      when 'tags' then format('%L = any (%s)', value, cell)
      when 'json' then format('case jsonb_typeof(%1$s) when ''array'' then %1$s @> %2$L::jsonb
        when ''string'' then strpos(lower((%1$s #>> ''{}'') collate "C"), lower(%3$L collate "C")) > 0 end',
        cell, jsonb_build_array(wanted)::text, value)
      else format('strpos(lower(%s collate "C"), lower(%L collate "C")) > 0', cell, value) end;
    return format('coalesce(%s, false)', compared);
  elsif sign is null then
    raise exception 'a rule knows no operator %', quote_nullable(op) using errcode = '22023';
  end if;
  if op in ('older_than', 'newer_than') then
    compared := case kind
      when 'date' then format('%s %s ((now() at time zone ''UTC'') - make_interval(days => %s))::date', cell, sign, value::int)
      else format('date_trunc(''milliseconds'', %s) %s now() - make_interval(hours => %s)', cell, sign, value::int * 24) end;
  else
    compared := case kind
      when 'money' then format('(%I = %L and %s %s %s)', rule ->> 'currency', wanted ->> 'currency', cell, sign, (wanted ->> 'amount_minor')::bigint)
      when 'number' then format('%s %s %s::numeric', cell, sign, value::numeric)
      when 'boolean' then format('%s %s %L::boolean', cell, sign, value)
      when 'date' then format('%s %s %L::date', cell, sign, value)
      when 'datetime' then format('date_trunc(''milliseconds'', %s) %s %L::timestamptz', cell, sign, value)
      when 'id' then format('%s = %L::uuid', cell, value)
      when 'json' then case sign when '=' then format('%s = %L::jsonb', cell, wanted::text)
        else format('case jsonb_typeof(%1$s) when ''number'' then %1$s::numeric %2$s %3$s::numeric end', cell, sign, value::numeric) end
      else format('(%1$s = %2$L and %1$s <> '''')', cell, value) end;
  end if;
  return format(case op when 'is_not' then '(not coalesce(%s, false))' else 'coalesce(%s, false)' end, compared);
end
$$;

create function access.has_role(a_role text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from access.person_role r join access.person who on who.id = r.person_id and who.disabled_at is null
    where r.person_id = access.person() and r.role = a_role and r.valid_from <= now() and (r.valid_to is null or r.valid_to > now()))
$$;

-- The tables of records that rules may reach, each with a condition that no rule lifts.
create table access.ruled_table (
  noun text primary key,
  besides text not null
);
grant select on access.ruled_table to hub_app;

/*
 * Writes the policies that let rules reach a noun's rows. Policies are alternatives to each other: the noun's own stay as they are,
 * and without a rule there is none here, which costs nothing. The rule itself becomes SQL, which the planner knows; an evaluator in
 * PL/pgSQL took 20 µs a row.
 */
create function access.write_rules(a_noun text) returns void
language plpgsql security definer set search_path = ''
as $$
declare
  wanted record;
begin
  for wanted in
    select t.besides, p.name, p.command, string_agg(format('((select access.has_role(%L)) and %s)', g.role, access.rule_sql(g.compiled)), ' or '
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

create function access.follow_permission() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op <> 'INSERT' and old.compiled is not null then
    perform access.write_rules(old.noun);
  end if;
  if tg_op <> 'DELETE' and new.compiled is not null then
    perform access.write_rules(new.noun);
  end if;
  return null;
end
$$;
create trigger follow_permission after insert or update or delete on access.permission
  for each row execute function access.follow_permission();

-- Lets rules reach a noun. A migration that makes a noun after this one ends with it.
create function access.follow_rules(a_noun text, besides text default 'true') returns void
language sql set search_path = ''
as $$
  insert into access.ruled_table values (a_noun, besides);
  select access.write_rules(a_noun);
$$;

revoke all on function access.rule_sql(jsonb), access.has_role(text), access.write_rules(text), access.follow_permission(),
  access.follow_rules(text, text) from public;
grant execute on function access.rule_sql(jsonb), access.has_role(text) to hub_app;

do $$
declare
  target text;
begin
  for target in
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'crm' and c.relkind in ('r', 'p') and c.relrowsecurity
      and (select count(*) from pg_attribute a where a.attrelid = c.oid and a.attname in ('owner_id', 'group_id', 'custom', 'number', 'removed_at')) = 5
  loop
    perform access.follow_rules(target, case target
      when 'feedback' then 'not personal'
      when 'contact_point' then 'exists (select from crm.party p where p.id = party_id)'
      else 'true' end);
  end loop;
end
$$;
