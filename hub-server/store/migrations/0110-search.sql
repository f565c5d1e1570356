-- Search over all nouns. The function answers ids only, and the hub reads the rows under row-level security: so what it does may use
-- indexes whatever the policies say, and what one may not see stays unseen. Every table with a column `search` takes part.
do $$
declare
  target text;
begin
  for target in
    select c.relname from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'crm' and c.relkind = 'r' and a.attname = 'search' and not a.attisdropped
  loop
    execute format('create index %I on crm.%I (left(search, 100) text_pattern_ops) where removed_at is null', target || '_search_starts', target);
    -- The function runs as the owner, who is bound by FORCE unless a superuser.
    execute format('create policy searched on crm.%I for select to %I using (true)', target, current_user);
  end loop;
end
$$;
create index party_owner_search_starts on crm.party (owner_id, left(search, 100) text_pattern_ops) where removed_at is null;
create index interaction_words on crm.interaction using gin (to_tsvector('english', search)) where removed_at is null;
create index case_words on crm.case using gin (to_tsvector('english', search)) where removed_at is null;
create index feedback_words on crm.feedback using gin (to_tsvector('english', search)) where removed_at is null;

-- wanted: [{noun, title, open: its column `search` may be used, long: it has an index of words, owners, groups: null or whose rows}].
-- fit: 0 number or id, 1 begins with the text, 2 holds every word, 3 is much like it (only when `alike`).
create function crm.search(wanted jsonb, words text[], whole text, since timestamptz, by_owner uuid, alike boolean, most int)
returns table (noun text, id uuid, fit int)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  one record;
  field text;
  mine text;
  held text;
  word text;
  folded text := crm.fold(whole);
  literally text := regexp_replace(folded, '([\\%_])', '\\\1', 'g');
begin
  if alike then
    perform set_config('pg_trgm.word_similarity_threshold', '0.5', true);
  end if;
  for one in select * from jsonb_to_recordset(wanted) as w (noun text, title text, open boolean, long boolean, owners uuid[], groups uuid[]) loop
    field := case when one.open then 'r.search' else format('crm.fold(r.%I::text)', one.title) end;
    mine := 'r.removed_at is null';
    if one.owners is not null then
      mine := mine || case when cardinality(one.groups) = 0 then format(' and r.owner_id = any (%L::uuid[])', one.owners)
        else format(' and (r.owner_id = any (%L::uuid[]) or r.group_id = any (%L::uuid[]))', one.owners, one.groups) end;
    end if;
    if by_owner is not null then
      mine := mine || format(' and r.owner_id = %L', by_owner);
    end if;
    if since is not null then
      mine := mine || format(' and r.changed_at >= %L', since);
    end if;
    if alike then
      return query execute format('select %L, r.id, 3 from crm.%I r where %s and %L <%% %s order by word_similarity(%L, %s) desc limit %s',
        one.noun, one.noun, mine, folded, field, folded, field, most);
      continue;
    end if;
    if whole ~* '^[a-z]{2,6}-\d+$' then
      return query execute format('select %L, r.id, 0 from crm.%I r where r.number = %L', one.noun, one.noun, upper(whole));
    elsif whole ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
      return query execute format('select %L, r.id, 0 from crm.%I r where r.id = %L', one.noun, one.noun, whole);
    end if;
    if whole <> '' then
      return query execute format('select %L, r.id, 1 from crm.%I r where %s and left(%s, 100) like %L order by left(%s, 100) using ~<~ limit %s',
        one.noun, one.noun, mine, field, left(literally, 90) || '%', field, most);
    end if;
    held := 'true';
    foreach word in array words loop
      word := regexp_replace(crm.fold(word), '([\\%_])', '\\\1', 'g');
      -- A word of one or two letters has no trigram of its own: it begins a word.
      held := held || case when length(word) > 2 then format(' and %s like %L', field, '%' || word || '%')
        else format(' and (%s like %L or %s like %L)', field, word || '%', field, '% ' || word || '%') end;
    end loop;
    if one.long and one.open and whole <> '' then
      held := format('((%s) or to_tsvector(''english'', r.search) @@ plainto_tsquery(''english'', %L))', held, whole);
    end if;
    return query execute format('select %L, r.id, 2 from crm.%I r where %s and %s order by r.id desc limit %s', one.noun, one.noun, mine, held, most);
  end loop;
end
$$;
revoke all on function crm.search(jsonb, text[], text, timestamptz, uuid, boolean, int) from public;
grant execute on function crm.search(jsonb, text[], text, timestamptz, uuid, boolean, int) to hub_app;
