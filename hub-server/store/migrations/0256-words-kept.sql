/*
 * Words of search are forgotten by a sweep and no longer by the write that drops them. That one saw neither a record which another
 * transaction was just adding, and which had found the word known, so that the word was lost and with it the record for search; nor
 * that another transaction dropped it as well, so that it stayed. No write waits for another: a word goes in three steps, and by the
 * third every transaction is over that could have counted on it.
 */
alter table crm.search_word
  add column going boolean not null default false, -- nobody counts on it any more: who brings the word adds it anew
  add column after xid8;                           -- of a word that goes: when all transactions before this one are over
create index search_word_going on crm.search_word (noun, word) where going;

-- Words that some record dropped, to be looked at.
create table crm.search_word_dropped (
  noun text not null,
  word text not null
);
alter table crm.search_word_dropped enable row level security;
alter table crm.search_word_dropped force row level security;
do $$
begin
  execute format('create policy owner on crm.search_word_dropped for all to %I using (true) with check (true)', current_user);
end
$$;

create or replace function crm.learn_words() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
  insert into crm.search_word (noun, word)
    select distinct tg_table_name::text, w.word from added r, crm.words(r.search) w
    where not exists (select from crm.search_word known where known.noun = tg_table_name and known.word = w.word and not known.going);
  return null;
end
$$;

create or replace function crm.change_words() returns trigger
language plpgsql security definer set search_path = public, pg_catalog, pg_temp
as $$
declare
  was text := old.search;
  becomes text := case when tg_op = 'UPDATE' then new.search end;
begin
  insert into crm.search_word (noun, word)
    select tg_table_name, w.word from (select word from crm.words(becomes) except select word from crm.words(was)) w
    where not exists (select from crm.search_word known where known.noun = tg_table_name and known.word = w.word and not known.going);
  insert into crm.search_word_dropped (noun, word)
    select tg_table_name, w.word from (select word from crm.words(was) except select word from crm.words(becomes)) w;
  return null;
end
$$;

create function crm.is_held(a_noun text, a_word text) returns boolean
language plpgsql volatile set search_path = public, pg_catalog, pg_temp
as $$
declare
  held boolean;
begin
  execute format('select exists (select from crm.%I where search like %L)', a_noun, '%' || a_word || '%') into held;
  return held;
end
$$;

-- One step further with every word that was dropped, at most `most` of each kind. Answers whether some are left.
create function crm.forget_words(most int) returns boolean
language plpgsql volatile security definer set search_path = public, pg_catalog, pg_temp
as $$
declare
  one record;
begin
  -- One sweep at a time, and each begins after the one before it can be seen: its transaction is younger than all that could not.
  perform pg_advisory_xact_lock(hashtext('crm.forget_words'));
  -- Third: all are over who could have counted on it. What one of them brought is seen now.
  for one in
    select distinct noun, word from crm.search_word where going and after <= pg_snapshot_xmin(pg_current_snapshot()) limit most
  loop
    if crm.is_held(one.noun, one.word) then
      update crm.search_word w set going = false, after = null
        where w.noun = one.noun and w.word = one.word and w.going and w.after <= pg_snapshot_xmin(pg_current_snapshot());
    else
      delete from crm.search_word w
        where w.noun = one.noun and w.word = one.word and w.going and w.after <= pg_snapshot_xmin(pg_current_snapshot());
    end if;
  end loop;
  -- Second: that it goes is seen by all who begin now; it waits for those before them.
  update crm.search_word set after = pg_current_xact_id() where going and after is null;
  -- First: no record that can be seen holds it.
  for one in
    with looked_at as (
      delete from crm.search_word_dropped where ctid = any (array(select ctid from crm.search_word_dropped limit most)) returning noun, word)
    select distinct noun, word from looked_at
  loop
    if not crm.is_held(one.noun, one.word) then
      update crm.search_word w set going = true where w.noun = one.noun and w.word = one.word and not w.going;
    end if;
  end loop;
  return exists (select from crm.search_word_dropped) or exists (select from crm.search_word where going);
end
$$;
revoke all on function crm.is_held(text, text), crm.forget_words(int) from public;
grant execute on function crm.forget_words(int) to hub_app;

-- Words that were lost before, without which their records were not found.
do $$
declare
  target text;
begin
  for target in select distinct noun from crm.search_word loop
    execute format('insert into crm.search_word (noun, word) select distinct %1$L, w.word from crm.%1$I r, crm.words(r.search) w
      where not exists (select from crm.search_word known where known.noun = %1$L and known.word = w.word)', target);
  end loop;
end
$$;
