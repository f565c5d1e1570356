/*
 * Search that forgives: the words of each noun stand in a table of their own, and what is mistyped is corrected there, among thousands
 * of words instead of millions of records; then the corrected words are searched like any others.
 */
create table crm.search_word (
  noun text not null,
  word text not null
); -- a word may stand twice: a unique index would make two transactions that write the same word wait for each other
create index search_word_noun on crm.search_word (noun, word);
create index search_word_like on crm.search_word using gin (word gin_trgm_ops);
alter table crm.search_word enable row level security;
alter table crm.search_word force row level security;
do $$
begin
  execute format('create policy owner on crm.search_word for all to %I using (true) with check (true)', current_user);
end
$$;

-- Words worth correcting: letters only, for nobody can tell what a mistyped number should have been.
create function crm.words(value text) returns table (word text)
language sql immutable parallel safe set search_path = pg_catalog
as $$ select distinct part from regexp_split_to_table(value, '[^[:alpha:]]+') part where length(part) between 4 and 40 $$;

create function crm.learn_words() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  insert into crm.search_word (noun, word)
    select distinct tg_table_name::text, w.word from added r, crm.words(r.search) w
    where not exists (select from crm.search_word known where known.noun = tg_table_name and known.word = w.word);
  return null;
end
$$;

-- What no record holds any more is forgotten: a name that was erased must not live on here.
create function crm.change_words() returns trigger
language plpgsql security definer set search_path = public, pg_catalog, pg_temp
as $$
declare
  one record;
  held boolean;
begin
  for one in
    select word, bool_or(side = 'new') as now from (
      select 'old' as side, word from crm.words(old.search) where tg_op <> 'INSERT'
      union all select 'new', word from crm.words(case when tg_op = 'UPDATE' then new.search end)) both_sides
    group by word having count(*) = 1
  loop
    if one.now then
      insert into crm.search_word select tg_table_name, one.word
        where not exists (select from crm.search_word known where known.noun = tg_table_name and known.word = one.word);
    else
      execute format('select exists (select from crm.%I where search like %L)', tg_table_name, '%' || one.word || '%') into held;
      if not held then
        delete from crm.search_word where noun = tg_table_name and word = one.word;
      end if;
    end if;
  end loop;
  return null;
end
$$;
revoke all on function crm.learn_words(), crm.change_words() from public;

-- Makes a noun's table take part in search. A migration that makes a noun after this one gets it with access.follow_rules.
create function crm.follow_search(a_noun text) returns void
language plpgsql set search_path = public, pg_catalog
as $$
begin
  if not exists (select from pg_policy where polrelid = format('crm.%I', a_noun)::regclass and polname = 'searched') then
    execute format('create policy searched on crm.%I for select to %I using (true)', a_noun, current_user);
    execute format('create index %I on crm.%I (left(search, 100) text_pattern_ops) where removed_at is null', a_noun || '_search_starts', a_noun);
  end if;
  execute format('create trigger learn_words after insert on crm.%I referencing new table as added
    for each statement execute function crm.learn_words()', a_noun);
  execute format('create trigger change_words after update on crm.%I for each row when (old.search is distinct from new.search)
    execute function crm.change_words()', a_noun);
  execute format('create trigger forget_words after delete on crm.%I for each row execute function crm.change_words()', a_noun);
  execute format('insert into crm.search_word select distinct %L, w.word from crm.%I r, crm.words(r.search) w', a_noun, a_noun);
end
$$;
revoke all on function crm.follow_search(text) from public;

do $$
declare
  target text;
begin
  for target in
    select c.relname from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'crm' and c.relkind = 'r' and a.attname = 'search' and not a.attisdropped
  loop
    perform crm.follow_search(target);
  end loop;
end
$$;

create or replace function access.follow_rules(a_noun text, besides text default 'true') returns void
language plpgsql set search_path = ''
as $$
begin
  insert into access.ruled_table values (a_noun, besides);
  perform access.write_rules(a_noun);
  if exists (select from pg_catalog.pg_attribute where attrelid = pg_catalog.format('crm.%I', a_noun)::regclass and attname = 'search') then
    perform crm.follow_search(a_noun);
  end if;
end
$$;

-- What may have been meant by a word that no record of the noun holds: those of which it is a part, as far as it goes, and those most
-- like it. Null when some record holds it, or when it cannot be corrected.
create function crm.corrections(a_noun text, said text) returns text[]
language sql stable set search_path = pg_catalog, public, pg_temp
as $$
  select case when said ~ '^[[:alpha:]]{4,40}$' and not exists (select from crm.search_word k where k.noun = a_noun and k.word = said)
    then array(select near.word from (select distinct k.word, similarity(k.word, said) as fit from crm.search_word k
      where k.noun = a_noun and k.word % said order by fit desc, word limit 3) near
      where near.fit >= 0.8 * (select max(similarity(k.word, said)) from crm.search_word k where k.noun = a_noun and k.word % said))
    || array(select said where exists (select from crm.search_word k where k.noun = a_noun and k.word like '%' || said || '%')) end
$$;
-- Whether a word is in no record of the noun, told without looking at the records. Unsure of what is not letters, and of short words.
create function crm.unknown_word(a_noun text, said text) returns boolean
language sql stable set search_path = pg_catalog, public, pg_temp
as $$ select said ~ '^[[:alpha:]]{4,40}$' and not exists (select from crm.search_word k where k.noun = a_noun and k.word like '%' || said || '%') $$;
revoke all on function crm.corrections(text, text), crm.unknown_word(text, text) from public;

-- wanted: [{noun, title, open: its column `search` may be used, long: it has an index of words; owners, groups: null or whose rows;
-- parent: also rows of their parties; shared: column of the people with whom a row is shared}].
-- fit: 0 number or id, 1 begins with the text, 2 holds every word, 3 holds words much like them (only when `alike`).
create or replace function crm.search(wanted jsonb, words text[], whole text, since timestamptz, by_owner uuid, alike boolean, most int)
returns table (noun text, id uuid, fit int)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
declare
  one record;
  field text;
  mine text;
  held text;
  said text;
  part text;
  near text[];
  corrected boolean;
  hopeless boolean;
  begun int := 0;
  literally text := regexp_replace(crm.fold(whole), '([\\%_])', '\\\1', 'g');
begin
  for one in select * from jsonb_to_recordset(wanted)
    as w (noun text, title text, open boolean, long boolean, owners uuid[], groups uuid[], parent boolean, shared text) loop
    field := case when one.open then 'r.search' else format('crm.fold(r.%I::text)', one.title) end;
    mine := 'r.removed_at is null';
    if one.owners is not null then
      mine := mine || format(' and (r.owner_id = any (%L::uuid[])', one.owners)
        || case when cardinality(one.groups) > 0 then format(' or r.group_id = any (%L::uuid[])', one.groups) else '' end
        || case when one.shared is not null then format(' or r.%I && %L::uuid[]', one.shared, one.owners) else '' end
        || case when one.parent then format(' or exists (select from crm.party p where p.id = r.party_id and (p.owner_id = any (%1$L::uuid[])
          or p.group_id = any (%2$L::uuid[])))', one.owners, one.groups) else '' end || ')';
    end if;
    if by_owner is not null then
      mine := mine || format(' and r.owner_id = %L', by_owner);
    end if;
    if since is not null then
      mine := mine || format(' and r.changed_at >= %L', since);
    end if;
    if not alike then
      if whole ~* '^[a-z]{2,6}-\d+$' then
        return query execute format('select %L, r.id, 0 from crm.%I r where r.number = %L', one.noun, one.noun, upper(whole));
      elsif whole ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
        return query execute format('select %L, r.id, 0 from crm.%I r where r.id = %L', one.noun, one.noun, whole);
      end if;
      if whole <> '' then
        return query execute format('select %L, r.id, 1 from crm.%I r where %s and left(%s, 100) like %L order by left(%s, 100) using ~<~ limit %s',
          one.noun, one.noun, mine, field, left(literally, 90) || '%', field, most);
        get diagnostics begun = row_count;
        continue when begun = most;
      end if;
    end if;
    held := 'true';
    corrected := false;
    hopeless := false;
    foreach said in array words loop
      said := crm.fold(said);
      part := regexp_replace(said, '([\\%_])', '\\\1', 'g');
      near := case when alike then crm.corrections(one.noun, said) when crm.unknown_word(one.noun, said) then '{}' end;
      corrected := corrected or near is not null;
      hopeless := hopeless or coalesce(near = '{}', false);
      -- A word of one or two letters has no trigram of its own: it begins a word.
      held := held || ' and ' || case
        when near = '{}' then 'false'
        when near is not null then (select '(' || string_agg(format('%s like %L', field, '%' || n || '%'), ' or ') || ')' from unnest(near) n)
        when length(said) > 2 then format('%s like %L', field, '%' || part || '%')
        else format('(%s like %L or %s like %L)', field, part || '%', field, '% ' || part || '%') end;
    end loop;
    if alike then
      continue when hopeless or not corrected;
      return query execute format('select %L, near.id, 3 from (select r.id, %s as field from crm.%I r where %s and %s limit 300) near
        order by word_similarity(%L, near.field) desc, near.id desc limit %s', one.noun, field, one.noun, mine, held, crm.fold(whole), most);
      continue;
    end if;
    continue when hopeless and not one.long;
    if one.long and one.open and whole <> '' then
      held := format('((%s) or to_tsvector(''english'', r.search) @@ plainto_tsquery(''english'', %L))', held, whole);
    end if;
    return query execute format('select %L, r.id, 2 from crm.%I r where %s and %s order by r.id desc limit %s', one.noun, one.noun, mine, held, most);
  end loop;
end
$$;
