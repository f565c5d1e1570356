-- Roles that administrators make, and grants that reach records by a rule over their fields.

alter table access.role add column id uuid not null default gen_random_uuid() unique;
alter table access.role add column removed_at timestamptz;

alter table access.permission add column rule jsonb;      -- as it was written
alter table access.permission add column compiled jsonb;  -- the same over columns, for access.holds
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

-- Below 0 when `have` is less than `wanted`, above 0 when more; null when they cannot be compared.
create function access.compared(kind text, have jsonb, wanted jsonb) returns int
language plpgsql stable parallel safe set search_path = ''
as $$
declare
  a text := have #>> '{}';
  b text := wanted #>> '{}';
begin
  case
    when kind = 'number' then return sign(a::numeric - b::numeric);
    when kind = 'date' then return case when a::date < b::date then -1 when a::date > b::date then 1 else 0 end;
    when kind = 'datetime' then
      return sign(extract(epoch from date_trunc('milliseconds', a::timestamptz)) - extract(epoch from b::timestamptz));
    when kind = 'json' and jsonb_typeof(have) = 'number' and jsonb_typeof(wanted) = 'number' then
      return sign(a::numeric - b::numeric);
    else return case when have = wanted then 0 end;
  end case;
end
$$;

-- Whether a compiled rule holds for a row. The hub answers the same from the fields; a property test holds both to it.
create function access.holds(rule jsonb, r jsonb) returns boolean
language plpgsql stable parallel safe set search_path = ''
as $$
declare
  part jsonb;
  have jsonb;
  wanted jsonb := rule -> 'value';
  kind text := rule ->> 'kind';
  op text := rule ->> 'op';
  order_ int;
begin
  if rule ? 'all' then
    for part in select jsonb_array_elements(rule -> 'all') loop
      if not access.holds(part, r) then return false; end if;
    end loop;
    return true;
  elsif rule ? 'any' then
    for part in select jsonb_array_elements(rule -> 'any') loop
      if access.holds(part, r) then return true; end if;
    end loop;
    return false;
  elsif rule ? 'not' then
    return not access.holds(rule -> 'not', r);
  end if;
  have := case when rule ? 'path' then r -> 'custom' -> (rule ->> 'path') else r -> (rule ->> 'column') end;
  if have in ('null', '""', '[]') then have := null; end if;
  if op = 'filled' then return have is not null; end if;
  if op = 'empty' then return have is null; end if;
  if have is null then return op in ('is_not', 'none_of'); end if;
  if op in ('one_of', 'none_of') then
    for part in select jsonb_array_elements(wanted) loop
      if access.holds(rule || jsonb_build_object('op', 'is', 'value', part), r) then return op = 'one_of'; end if;
    end loop;
    return op = 'none_of';
  end if;
  if op = 'contains' then
    return case jsonb_typeof(have)
      when 'array' then have ? (wanted #>> '{}')
      when 'string' then strpos(lower((have #>> '{}') collate "C"), lower((wanted #>> '{}') collate "C")) > 0
      else false end;
  end if;
  if op in ('older_than', 'newer_than') then
    wanted := to_jsonb((now() at time zone 'UTC') - make_interval(days => (wanted #>> '{}')::int));
    if kind = 'date' then wanted := to_jsonb(left(wanted #>> '{}', 10)); else wanted := to_jsonb((wanted #>> '{}') || 'Z'); end if;
    op := case op when 'older_than' then 'below' else 'above' end;
  end if;
  if kind = 'money' then
    if r ->> (rule ->> 'currency') is distinct from wanted ->> 'currency' then return op = 'is_not'; end if;
    kind := 'number';
    wanted := wanted -> 'amount_minor';
  end if;
  order_ := access.compared(kind, have, wanted);
  return coalesce(case op
    when 'is' then order_ = 0
    when 'is_not' then order_ is distinct from 0
    when 'below' then order_ < 0
    when 'at_most' then order_ <= 0
    when 'above' then order_ > 0
    when 'at_least' then order_ >= 0
  end, false);
end
$$;

-- The rules by which the person's present roles reach records of a noun; null when there are none, which costs nothing per row.
create function access.rules(a_noun text, verbs text[]) returns jsonb
language sql stable security definer set search_path = ''
as $$
  select jsonb_build_object('any', jsonb_agg(p.compiled))
  from access.person_role r
  join access.person who on who.id = r.person_id and who.disabled_at is null
  join access.permission p on p.role = r.role
  where r.person_id = access.person() and p.noun = a_noun and p.verb = any (verbs) and p.compiled is not null
    and r.valid_from <= now() and (r.valid_to is null or r.valid_to > now())
  having count(*) > 0
$$;

create function access.verbs_that_change(a_noun text) returns text[]
language sql stable security definer set search_path = ''
as $$ select coalesce(array_agg(distinct verb), '{}') from access.permission where noun = a_noun and verb not in ('view', 'add') $$;

revoke all on function access.compared(text, jsonb, jsonb), access.holds(jsonb, jsonb), access.rules(text, text[]),
  access.verbs_that_change(text) from public;
grant execute on function access.compared(text, jsonb, jsonb), access.holds(jsonb, jsonb), access.rules(text, text[]),
  access.verbs_that_change(text) to hub_app;

/*
 * Adds to a noun's table what rules reach. Policies are alternatives to each other, so the noun's own stay as they are.
 * A migration that makes a noun after this one calls it for the new table.
 * `besides`: a condition that a rule does not lift.
 */
create function access.follow_rules(a_noun text, besides text default 'true') returns void
language plpgsql set search_path = ''
as $$
declare
  reached text := 'case when (select access.rules(%1$L, %2$s)) is null then false else (%3$s) and access.holds((select access.rules(%1$L, %2$s)), to_jsonb(%4$I)) end';
begin
  execute format('create policy rule_see on crm.%I for select to hub_app using (%s)', a_noun,
    format(reached, a_noun, '''{view}''', besides, a_noun));
  execute format('create policy rule_add on crm.%I for insert to hub_app with check (%s)', a_noun,
    format(reached, a_noun, '''{add}''', besides, a_noun));
  execute format('create policy rule_change on crm.%I for update to hub_app using (%s) with check (true)', a_noun,
    format(reached, a_noun, format('(select access.verbs_that_change(%L))', a_noun), besides, a_noun));
end
$$;
revoke all on function access.follow_rules(text, text) from public;

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
