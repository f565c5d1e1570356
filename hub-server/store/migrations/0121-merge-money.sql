-- Merging duplicates moves their issued papers and payments too. The papers say what they said: numbers, amounts and the address as
-- it was printed. Posted lines stay with the party to which they were posted, and lead to the other through crm.merge_map.

-- Whether this transaction merges these two, or takes that back; crm.merge_party says so, and the map proves it.
create function crm.merging(one uuid, other uuid) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (select from crm.merge_map m where m.change = nullif(current_setting('hub.merging', true), '')::uuid
    and ((m.old_id = one and m.into_id = other) or (m.old_id = other and m.into_id = one)))
$$;
revoke all on function crm.merging(uuid, uuid) from public;

-- A party and all that were merged into it: to whom its lines were posted.
create function crm.same_party(a_party uuid) returns uuid[]
language sql stable security definer set search_path = ''
as $$
  with recursive same as (
    select a_party as id
    union select m.old_id from crm.merge_map m join same on m.into_id = same.id
  ) select array_agg(id) from same
$$;

-- Where parties lead by now, at the end of every merge.
create function crm.parties_now(parties uuid[]) returns table (id uuid, now_id uuid)
language sql stable security definer set search_path = ''
as $$
  with recursive way as (
    select p.id, p.id as now_id, 0 as step from unnest(parties) as p (id)
    union select way.id, m.into_id, way.step + 1 from way join crm.merge_map m on m.old_id = way.now_id where way.step < 100
  ) select distinct on (way.id) way.id, way.now_id from way order by way.id, way.step desc
$$;
revoke all on function crm.same_party(uuid), crm.parties_now(uuid[]) from public;
grant execute on function crm.same_party(uuid), crm.parties_now(uuid[]) to hub_app;

create or replace function crm.keep_document() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  wanted text := new.status;
begin
  if tg_op = 'INSERT' then
    new.currency := coalesce(new.currency, (select base_currency from ledger.book));
    new.paid_minor := 0;
    new.paid_base_minor := 0;
    new.approver_id := null;
    new.dunning_level := 0;
  elsif old.status <> 'draft' then
    if (old.kind, old.number, old.currency, old.issue_date, old.due_date, old.lines, old.net_minor, old.tax_minor,
        old.gross_minor, old.rate, old.base_minor, old.origin_id, old.issued_by, old.reference)
      is distinct from (new.kind, new.number, new.currency, new.issue_date, new.due_date, new.lines, new.net_minor, new.tax_minor,
        new.gross_minor, new.rate, new.base_minor, new.origin_id, new.issued_by, new.reference)
      or (new.party_id <> old.party_id and not crm.merging(old.party_id, new.party_id))
      or new.removed_at is not null or new.status = 'draft' or (old.status = 'void' and new.status <> 'void') then
      raise exception '% is issued: what it says stays. Void it or issue a credit note.', old.number using errcode = 'HB001';
    end if;
    if new.status = 'void' and old.status <> 'void' then
      if not access.may(old.kind, 'void') then
        raise exception 'the right %:void is missing', old.kind using errcode = 'insufficient_privilege';
      end if;
      if old.paid_minor > 0 then
        raise exception '% is paid in part or in full: take the payment back first, or issue a credit note.', old.number using errcode = 'HB001';
      end if;
    end if;
    if new.approver_id is distinct from old.approver_id and (coalesce(new.approver_id, access.person()) <> access.person() or not access.may(old.kind, 'approve')) then
      raise exception 'the right %:approve is missing', old.kind using errcode = 'insufficient_privilege';
    end if;
    if new.approver_id is distinct from old.approver_id and new.approver_id = old.issued_by then
      raise exception '% is approved by somebody other than who issued it.', old.number using errcode = 'HB001';
    end if;
    if new.status <> 'void' and new.kind in ('invoice', 'credit_note', 'bill') then
      new.status := case when new.paid_minor = 0 then 'issued' when new.paid_minor = new.gross_minor then 'paid' else 'part_paid' end;
    elsif new.status in ('part_paid', 'paid') then
      raise exception '% is not a paper that is paid.', old.number using errcode = 'HB001';
    end if;
    return new;
  elsif new.kind <> old.kind or new.number <> old.number or wanted = 'void' then
    raise exception '% is a draft: change or remove it.', old.number using errcode = 'HB001';
  end if;
  if wanted not in ('draft', 'issued') then
    raise exception '% is to be issued first.', new.number using errcode = 'HB001';
  end if;
  if wanted = 'issued' then new.issue_date := coalesce(new.issue_date, current_date); end if;
  new := crm.compute_document(new);
  if wanted = 'issued' then new := crm.issue_document(new); end if;
  return new;
end
$$;

create or replace function crm.keep_payment() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    new.rate := ledger.rate(new.amount_currency, new.paid_on);
    new.base_minor := ledger.to_base(new.amount_minor, new.amount_currency, new.rate);
    new.allocated_minor := 0;
    new.allocated_base_minor := 0;
    new.status := 'recorded';
  elsif (old.number, old.direction, old.amount_minor, old.amount_currency, old.paid_on, old.method, old.bank_id, old.refund, old.base_minor)
      is distinct from (new.number, new.direction, new.amount_minor, new.amount_currency, new.paid_on, new.method, new.bank_id, new.refund, new.base_minor)
    or (new.party_id <> old.party_id and not crm.merging(old.party_id, new.party_id))
    or new.removed_at is not null or (old.status = 'void' and new.status <> 'void') then
    raise exception '% is recorded: money that moved is not changed. Undo it and record it anew.', old.number using errcode = 'HB001';
  elsif new.status = 'void' and new.allocated_minor > 0 then
    raise exception '% pays something: take that back first.', old.number using errcode = 'HB001';
  end if;
  return new;
end
$$;

create or replace function crm.merge_party(loser uuid, winner uuid, a_change uuid) returns jsonb
language plpgsql security definer set search_path = ''
as $$
declare
  one record;
  hit record;
  followed jsonb := '[]';
begin
  if not (crm.may_merge(loser) and crm.may_merge(winner)) or loser = winner then
    raise exception 'These two cannot be merged.' using errcode = 'HB001';
  end if;
  insert into crm.merge_map (old_id, old_number, noun, into_id, change, moved)
    select loser, p.number, 'party', winner, a_change, '[]' from crm.party p where p.id = loser;
  perform set_config('hub.merging', a_change::text, true);
  for one in select * from crm.party_pointers() loop
    for hit in execute format('select t.id, to_jsonb(t) ->> ''number'' as number from crm.%I t where t.%I = $1 and t.id <> all ($2) %s order by t.id',
      one.noun, one.field, case when one.noun_field is null then '' else format('and t.%I = ''party''', one.noun_field) end)
      using loser, array[loser, winner]
    loop
      begin
        execute format('update crm.%I set %I = $1 %s where id = $2', one.noun, one.field,
          case when one.versioned then ', version = version + 1, changed_at = now()' else '' end) using winner, hit.id;
        followed := followed || jsonb_build_object('noun', one.noun, 'field', one.field, 'id', hit.id, 'number', hit.number);
      exception when sqlstate 'HB001' or unique_violation or check_violation or raise_exception then
        null; -- stays where it is
      end;
    end loop;
  end loop;
  perform set_config('hub.merging', '', true);
  update crm.merge_map m set moved = followed where m.change = a_change;
  return followed;
end
$$;

create or replace function crm.unmerge_party(a_change uuid) returns text[]
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
  perform set_config('hub.merging', a_change::text, true);
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
  perform set_config('hub.merging', '', true);
  -- What was issued or paid since is posted to the other party: moving the paper back would leave its money there.
  stuck := stuck || coalesce((select array_agg(distinct d.number) from jsonb_to_recordset(map.moved) as moved (id uuid)
    join (select id, number from crm.commercial_doc union all select id, number from crm.payment) d on d.id = moved.id
    where exists (select from ledger.entry e join ledger.line l on l.entry_id = e.id and l.party_id = map.into_id
        where e.document_id = d.id and e.reverses_id is null and not exists (select from ledger.entry back where back.reverses_id = e.id))
      or exists (select from crm.allocation a where d.id in (a.payment_id, a.credit_note_id, a.document_id, a.refund_id) and a.reversed_on is null
        and exists (select from ledger.entry e join ledger.line l on l.entry_id = e.id and l.party_id = map.into_id where e.document_id = a.id))), '{}');
  delete from crm.merge_map m where m.change = a_change;
  return stuck;
end
$$;
