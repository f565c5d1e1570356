-- Duplicates: what points at one party moves to another, and old ids and numbers keep leading to it.

create table crm.merge_map (
  old_id uuid primary key,
  old_number text not null unique,
  noun text not null,
  into_id uuid not null,
  change uuid not null unique,
  moved jsonb not null,                      -- [{noun, field, id, number}], so that undo moves exactly these back
  created_at timestamptz not null default now()
);
create index merge_map_into on crm.merge_map (into_id);
alter table crm.merge_map enable row level security;
alter table crm.merge_map force row level security;
create policy see on crm.merge_map for select to hub_app using (true);
grant select (old_id, old_number, noun, into_id, change, created_at) on crm.merge_map to hub_app;

insert into access.permission (role, noun, verb, scope) values
  ('administrator', 'party', 'merge', 'all'), ('manager', 'party', 'merge', 'all'), ('sales-executive', 'party', 'merge', 'own');

create index contact_point_digits on crm.contact_point (right(regexp_replace(value, '\D', '', 'g'), 8))
  where kind = 'phone' and removed_at is null;

-- The functions below run as the owner, who is bound by FORCE unless a superuser.
do $$
declare
  target text;
begin
  for target in select c.relname from pg_class c where c.relnamespace = 'crm'::regnamespace and c.relkind = 'r' and c.relrowsecurity loop
    execute format('create policy merged on crm.%I for all to %I using (true) with check (true)', target, current_user);
  end loop;
end
$$;

-- Whether the person may merge this party.
create function crm.may_merge(a_party uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (select from crm.party p where p.id = a_party
    and (access.everything('party', 'merge') or p.owner_id = any (access.owners('party', 'merge'))))
$$;

-- Columns that point to parties: foreign keys, and pairs of noun and id. Roles of a party are moved by the hub.
create function crm.party_pointers() returns table (noun text, field text, noun_field text, versioned boolean)
language sql stable security definer set search_path = pg_catalog
as $$
  with columns as (
    select c.oid, c.relname::text as noun, a.attname::text as field, a.attnum
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'crm'::regnamespace and c.relkind = 'r' and c.relname not in ('party_role', 'merge_map')
  ), pointing as (
    select f.oid, f.noun, f.field, null as noun_field from columns f join pg_constraint k on k.conrelid = f.oid and k.contype = 'f'
      and k.confrelid = 'crm.party'::regclass and k.conkey = array[f.attnum]
    union all
    select f.oid, f.noun, f.field, n.field from columns f join columns n on n.oid = f.oid and n.field = regexp_replace(f.field, '_id$', '_noun')
      and f.field like '%\_id'
  )
  select p.noun, p.field, p.noun_field, exists (select from columns v where v.oid = p.oid and v.field = 'version')
  from pointing p where exists (select from columns i where i.oid = p.oid and i.field = 'id') order by 1, 2
$$;

-- Moves what may be moved; issued documents and posted money stay as they were issued. Answers what moved.
create function crm.merge_party(loser uuid, winner uuid, a_change uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  one record;
  hit record;
  moved jsonb := '[]';
begin
  if not (crm.may_merge(loser) and crm.may_merge(winner)) or loser = winner then
    raise exception 'These two cannot be merged.' using errcode = 'HB001';
  end if;
  for one in select * from crm.party_pointers() loop
    for hit in execute format('select t.id, to_jsonb(t) ->> ''number'' as number from crm.%I t where t.%I = $1 and t.id <> all ($2) %s order by t.id',
      one.noun, one.field, case when one.noun_field is null then '' else format('and t.%I = ''party''', one.noun_field) end)
      using loser, array[loser, winner]
    loop
      begin
        execute format('update crm.%I set %I = $1 %s where id = $2', one.noun, one.field,
          case when one.versioned then ', version = version + 1, changed_at = now()' else '' end) using winner, hit.id;
        moved := moved || jsonb_build_object('noun', one.noun, 'field', one.field, 'id', hit.id, 'number', hit.number);
      exception when sqlstate 'HB001' or unique_violation or check_violation or raise_exception then
        null; -- stays where it is
      end;
    end loop;
  end loop;
  insert into crm.merge_map (old_id, old_number, noun, into_id, change, moved)
    select loser, p.number, 'party', winner, a_change, moved from crm.party p where p.id = loser;
  return moved;
end
$$;

-- Moves exactly those rows back. Answers the numbers of those that point elsewhere by now; the hub then refuses.
create function crm.unmerge_party(a_change uuid) returns text[]
language plpgsql security definer set search_path = ''
as $$
declare
  map record;
  one record;
  stuck text[] := '{}';
  done int;
begin
  select * into map from crm.merge_map m where m.change = a_change;
  if not found or not (crm.may_merge(map.old_id) and crm.may_merge(map.into_id)) then
    raise exception 'This merge cannot be undone by you.' using errcode = 'HB001';
  end if;
  for one in select m.*, p.versioned from jsonb_to_recordset(map.moved) as m (noun text, field text, id uuid, number text)
    join crm.party_pointers() p on p.noun = m.noun and p.field = m.field
  loop
    execute format('update crm.%I set %I = $1 %s where id = $2 and %I = $3', one.noun, one.field,
      case when one.versioned then ', version = version + 1, changed_at = now()' else '' end, one.field)
      using map.old_id, one.id, map.into_id;
    get diagnostics done = row_count;
    if done = 0 then
      stuck := stuck || coalesce(one.number, one.id::text);
    end if;
  end loop;
  delete from crm.merge_map m where m.change = a_change;
  return stuck;
end
$$;

-- Parties that may be the same as this one. The hub shows those that the person may see.
create function crm.similar_parties(a_party uuid, with_contacts boolean) returns table (id uuid, why text, score real)
language sql stable security definer set search_path = pg_catalog, public, pg_temp
as $$
  with me as (select p.id, p.name, crm.fold(p.name) as folded from crm.party p where p.id = a_party),
  mine as (select c.* from crm.contact_point c where c.party_id = a_party and c.removed_at is null and with_contacts)
  (select p.id, 'name', similarity(crm.fold(p.name), me.folded) from me, crm.party p
    where me.folded <% p.search and similarity(crm.fold(p.name), me.folded) >= 0.45 and p.id <> me.id and p.removed_at is null
    order by 3 desc limit 20)
  union all
  (select c.party_id, c.kind, 1::real from mine m join crm.contact_point c on lower(c.value) = lower(m.value)
    where c.party_id <> a_party and c.removed_at is null and m.kind in ('email', 'phone') limit 20)
  union all
  (select c.party_id, 'phone', 1::real from mine m join crm.contact_point c
      on right(regexp_replace(c.value, '\D', '', 'g'), 8) = right(regexp_replace(m.value, '\D', '', 'g'), 8)
    where m.kind = 'phone' and c.kind = 'phone' and c.party_id <> a_party and c.removed_at is null
      and length(regexp_replace(m.value, '\D', '', 'g')) >= 6 limit 20)
$$;
revoke all on function crm.may_merge(uuid), crm.party_pointers(), crm.merge_party(uuid, uuid, uuid), crm.unmerge_party(uuid),
  crm.similar_parties(uuid, boolean) from public;
grant execute on function crm.merge_party(uuid, uuid, uuid), crm.unmerge_party(uuid), crm.similar_parties(uuid, boolean) to hub_app;
