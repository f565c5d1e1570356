-- When a paper or a payment happened, for timelines: the moment of issue, or the day that it names when that is another one.
-- And whom an issued paper is addressed to: it stays as it was, whatever becomes of the party.
alter table crm.commercial_doc add column happened_at timestamptz;
alter table crm.commercial_doc add column addressee jsonb;
alter table crm.payment add column happened_at timestamptz;

-- The moment, unless the day is another one; then the day's beginning.
create function crm.moment_of(on_day date, moment timestamptz) returns timestamptz
language sql immutable parallel safe
as $$
  select case when on_day is null or on_day = (moment at time zone 'UTC')::date then moment else on_day::timestamp at time zone 'UTC' end
$$;

-- The lines of an address, as they stand on papers.
create function crm.address_lines(a_party uuid) returns jsonb
language sql stable set search_path = ''
as $$
  select jsonb_agg(l.line order by l.place) from crm.party p cross join lateral unnest(array[coalesce(p.legal_name, p.name), p.contact_name, p.street,
    concat_ws(' ', p.postal_code, p.city, p.region), p.country]) with ordinality as l (line, place)
  where p.id = a_party and coalesce(l.line, '') <> ''
$$;

alter table crm.commercial_doc disable trigger user;
alter table crm.payment disable trigger user;
update crm.commercial_doc d set happened_at = crm.moment_of(d.issue_date, d.created_at),
  addressee = case when d.status <> 'draft' then crm.address_lines(d.party_id) end;
update crm.payment p set happened_at = crm.moment_of(p.paid_on, p.created_at);
alter table crm.commercial_doc enable trigger user;
alter table crm.payment enable trigger user;

-- After keep_document, which may set the day: triggers run by name.
create function crm.note_issue() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and old.status <> 'draft' then
    new.happened_at := old.happened_at;
    new.addressee := old.addressee;
    return new;
  end if;
  new.happened_at := crm.moment_of(new.issue_date, case new.status when 'draft' then new.created_at else new.changed_at end);
  new.addressee := case when new.status <> 'draft' then crm.address_lines(new.party_id) end;
  return new;
end
$$;
create trigger note_issue before insert or update on crm.commercial_doc for each row execute function crm.note_issue();

create function crm.note_payment_time() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.happened_at := case tg_op when 'INSERT' then crm.moment_of(new.paid_on, new.created_at) else old.happened_at end;
  return new;
end
$$;
create trigger note_time before insert or update on crm.payment for each row execute function crm.note_payment_time();
grant execute on function crm.moment_of(date, timestamptz), crm.address_lines(uuid) to hub_app;

-- A view's columns are those of the day on which it was made.
do $$
declare
  noun text;
begin
  foreach noun in array array['quote', 'order', 'invoice', 'credit_note', 'bill'] loop
    execute format('create or replace view crm.%1$I with (security_invoker = true) as select * from crm.commercial_doc where kind = %1$L with local check option', noun);
    execute format('alter view crm.%1$I alter column kind set default %1$L', noun);
  end loop;
end
$$;

create index commercial_doc_timeline on crm.commercial_doc (party_id, kind, happened_at desc, id desc) where removed_at is null;
create index payment_timeline on crm.payment (party_id, happened_at desc, id desc) where removed_at is null;
