-- Commercial documents: quotes, orders, invoices, credit notes and suppliers' bills are one table, and a view each, so that each is
-- a noun of its own. The database computes the totals, takes the numbers and keeps what was issued as it was.
create table crm.number_series (
  kind text primary key,
  prefix text not null unique,
  next bigint not null default 1
);
insert into crm.number_series (kind, prefix) values
  ('quote', 'QUO'), ('order', 'ORD'), ('invoice', 'INV'), ('credit_note', 'CRN'), ('bill', 'BIL');

create table crm.commercial_doc (
  id uuid primary key,
  kind text not null references crm.number_series,
  number text not null unique,              -- provisional (DRAFT-7) until it is issued
  party_id uuid not null references crm.party,
  subject text,
  reference text,
  currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
  issue_date date,
  due_date date,
  terms_days int check (terms_days between 0 and 3650),
  status text not null default 'draft' check (status in ('draft', 'issued', 'accepted', 'part_paid', 'paid', 'void')),
  lines jsonb not null default '[]' check (jsonb_typeof(lines) = 'array'),
  note text,
  origin_id uuid references crm.commercial_doc,
  net_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  gross_minor bigint not null default 0 check (gross_minor >= 0),
  exact_net numeric not null default 0,     -- at line precision, in minor units; its rounding is posted apart
  paid_minor bigint not null default 0,
  rate numeric,                             -- to the base currency, on the day of issue
  base_minor bigint,
  paid_base_minor bigint not null default 0,
  dunning_level int not null default 0 check (dunning_level between 0 and 9),
  next_dunning date,
  issued_by uuid references access.person,
  approver_id uuid references access.person,
  owner_id uuid references access.person,
  group_id uuid references access.team_group,
  custom jsonb not null default '{}',
  external_id text unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  open_minor bigint generated always as (gross_minor - paid_minor) stored,
  net_currency char(3) generated always as (currency) stored,
  tax_currency char(3) generated always as (currency) stored,
  gross_currency char(3) generated always as (currency) stored,
  paid_currency char(3) generated always as (currency) stored,
  open_currency char(3) generated always as (currency) stored,
  search text generated always as (crm.fold(coalesce(subject, '') || ' ' || coalesce(reference, ''))) stored,
  check (paid_minor between 0 and gross_minor),
  check (paid_base_minor between 0 and greatest(base_minor, 0))
);
create index commercial_doc_kind on crm.commercial_doc (kind, id) where removed_at is null;
create index commercial_doc_party on crm.commercial_doc (party_id, kind, id) where removed_at is null;
create index commercial_doc_status on crm.commercial_doc (kind, status, id) where removed_at is null;
create index commercial_doc_owner on crm.commercial_doc (owner_id, kind, id) where removed_at is null;
create index commercial_doc_due on crm.commercial_doc (kind, due_date) where status in ('issued', 'part_paid');
create index commercial_doc_origin on crm.commercial_doc (origin_id) where origin_id is not null;
create index commercial_doc_search on crm.commercial_doc using gin (search gin_trgm_ops);

-- One line, computed: rounded each on its own, half away from zero. `exact` is what its net would be without rounding.
create function crm.document_line(line jsonb, on_day date, out computed jsonb, out exact numeric)
language plpgsql stable security definer set search_path = ''
as $$
declare
  amount numeric := (line ->> 'quantity')::numeric * (line ->> 'unit_price_minor')::numeric
    * (1 - coalesce((line ->> 'discount')::numeric, 0) / 100);
  tax ledger.tax_rate;
  net bigint;
  gross bigint;
begin
  if line ->> 'tax' is not null then
    select * into tax from ledger.tax_rate t
    where t.code = line ->> 'tax' and t.valid_from <= on_day and (t.valid_to is null or t.valid_to >= on_day)
    order by t.valid_from desc limit 1;
    if tax.code is null then
      raise exception 'There is no tax rate "%" on %.', line ->> 'tax', on_day using errcode = 'HB001';
    end if;
  end if;
  if tax.inclusive then
    gross := round(amount);
    exact := amount / (1 + tax.percent / 100);
    net := round(gross / (1 + tax.percent / 100));
  else
    exact := amount;
    net := round(amount);
    gross := net + round(net * coalesce(tax.percent, 0) / 100);
  end if;
  computed := line || jsonb_build_object('net_minor', net, 'tax_minor', gross - net, 'gross_minor', gross, 'tax_percent', tax.percent);
end
$$;

create function crm.compute_document(doc crm.commercial_doc) returns crm.commercial_doc
language plpgsql security definer set search_path = ''
as $$
begin
  select coalesce(jsonb_agg(c.computed order by l.place), '[]'), coalesce(sum((c.computed ->> 'net_minor')::bigint), 0),
    coalesce(sum((c.computed ->> 'tax_minor')::bigint), 0), coalesce(sum(c.exact), 0)
  into doc.lines, doc.net_minor, doc.tax_minor, doc.exact_net
  from jsonb_array_elements(doc.lines) with ordinality as l (line, place)
    cross join lateral crm.document_line(l.line, coalesce(doc.issue_date, current_date)) c;
  doc.gross_minor := doc.net_minor + doc.tax_minor;
  if doc.gross_minor < 0 then
    raise exception 'The total of % would be negative. Make a credit note instead.', doc.number using errcode = 'HB001';
  end if;
  return doc;
end
$$;

-- Issuing takes the next number. The series' row stays locked until COMMIT: no number is missing and none is given twice.
create function crm.issue_document(doc crm.commercial_doc) returns crm.commercial_doc
language plpgsql security definer set search_path = ''
as $$
begin
  if not access.may(doc.kind, 'issue') then
    raise exception 'the right %:issue is missing', doc.kind using errcode = 'insufficient_privilege';
  end if;
  if doc.lines = '[]' then
    raise exception '% has no lines: there is nothing to issue.', doc.number using errcode = 'HB001';
  end if;
  doc.terms_days := coalesce(doc.terms_days, doc.due_date - doc.issue_date, 30);
  doc.due_date := coalesce(doc.due_date, doc.issue_date + doc.terms_days);
  if doc.due_date < doc.issue_date then
    raise exception '% would be due on %, before its date, %.', doc.number, doc.due_date, doc.issue_date using errcode = 'HB001';
  end if;
  if doc.kind in ('invoice', 'credit_note', 'bill') then
    doc.rate := ledger.rate(doc.currency, doc.issue_date);
    doc.base_minor := ledger.to_base(doc.gross_minor, doc.currency, doc.rate);
  end if;
  doc.issued_by := access.person();
  update crm.number_series s set next = s.next + 1 where s.kind = doc.kind
    returning s.prefix || '-' || (s.next - 1) into doc.number;
  return doc;
end
$$;

create function crm.keep_document() returns trigger
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
    if (old.kind, old.number, old.party_id, old.currency, old.issue_date, old.due_date, old.lines, old.net_minor, old.tax_minor,
        old.gross_minor, old.rate, old.base_minor, old.origin_id, old.issued_by, old.reference)
      is distinct from (new.kind, new.number, new.party_id, new.currency, new.issue_date, new.due_date, new.lines, new.net_minor, new.tax_minor,
        new.gross_minor, new.rate, new.base_minor, new.origin_id, new.issued_by, new.reference)
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
create trigger keep_document before insert or update on crm.commercial_doc for each row execute function crm.keep_document();

create function crm.keep_issued() returns trigger
language plpgsql set search_path = ''
as $$
begin
  if tg_op = 'TRUNCATE' then raise exception 'Documents are never deleted.' using errcode = 'HB001'; end if;
  if old.status <> 'draft' then raise exception '% is issued and never deleted.', old.number using errcode = 'HB001'; end if;
  return old;
end
$$;
create trigger keep_issued before delete on crm.commercial_doc for each row execute function crm.keep_issued();
create trigger keep_issued_all before truncate on crm.commercial_doc for each statement execute function crm.keep_issued();

-- What rounding each line has moved so far, per currency, in fractions of a minor unit: revenue follows the exact sum and never
-- drifts from it by more than half a minor unit; the difference stands in an account of its own.
create table crm.rounding_carry (
  currency char(3) primary key,
  carry numeric not null default 0
);

create function crm.round_carrying(of text, exact numeric) returns bigint
language plpgsql security definer set search_path = ''
as $$
declare
  before numeric;
begin
  if exact = round(exact) then return exact; end if; -- moves nothing, and locks nothing
  insert into crm.rounding_carry as c (currency) values (of) on conflict (currency) do update set carry = c.carry returning carry into before;
  update crm.rounding_carry set carry = before + exact - round(before + exact) where currency = of;
  return round(before + exact);
end
$$;
revoke all on function crm.round_carrying(text, numeric) from public;
grant execute on function crm.round_carrying(text, numeric) to hub_app;

-- What is not a column of the record may be written by the functions above only.
grant select, insert on crm.commercial_doc to hub_app;
grant update (party_id, subject, reference, currency, issue_date, due_date, terms_days, status, lines, note, origin_id, owner_id,
  group_id, custom, external_id, version, changed_at, removed_at, dunning_level, next_dunning, approver_id) on crm.commercial_doc to hub_app;
grant select on crm.number_series to hub_app;

alter table crm.commercial_doc enable row level security;
alter table crm.commercial_doc force row level security;
alter table crm.number_series enable row level security;
alter table crm.number_series force row level security;
alter table crm.rounding_carry enable row level security;
alter table crm.rounding_carry force row level security;
create policy see on crm.number_series for select to hub_app using (true);

-- The scopes of each kind, and a view each. A view's rights are its caller's (security_invoker), so the policies hold behind it.
do $$
declare
  noun text;
  target text;
begin
  foreach noun in array array['quote', 'order', 'invoice', 'credit_note', 'bill'] loop
    execute format($policy$
      create policy see_%1$s on crm.commercial_doc for select to hub_app using (kind = %1$L and (
        (select access.everything(%1$L, 'view'))
        or owner_id = any (coalesce((select access.owners(%1$L, 'view')), '{}'))
        or group_id = any (coalesce((select access.groups(%1$L, 'view')), '{}'))
        or exists (select from crm.party p where p.id = party_id
          and p.owner_id = any (coalesce((select access.owners(%1$L, 'view')), '{}')))))$policy$, noun);
    execute format($policy$
      create policy add_%1$s on crm.commercial_doc for insert to hub_app with check (kind = %1$L
        and exists (select from crm.party p where p.id = party_id) and (
          (select access.everything(%1$L, 'add'))
          or owner_id = any (coalesce((select access.owners(%1$L, 'add')), '{}'))
          or group_id = any (coalesce((select access.groups(%1$L, 'add')), '{}'))))$policy$, noun);
    execute format($policy$
      create policy change_%1$s on crm.commercial_doc for update to hub_app using (kind = %1$L and (
        (select access.everything(%1$L, 'change')) or (select access.everything(%1$L, 'remove')) or (select access.everything(%1$L, 'issue'))
        or (select access.everything(%1$L, 'void')) or (select access.everything(%1$L, 'approve'))
        or owner_id = any (coalesce((select access.owners(%1$L, 'change') || access.owners(%1$L, 'remove')), '{}'))
        or group_id = any (coalesce((select access.groups(%1$L, 'change') || access.groups(%1$L, 'remove')), '{}'))))
        with check (true)$policy$, noun);
    execute format('create view crm.%1$I with (security_invoker = true) as select * from crm.commercial_doc where kind = %1$L with local check option', noun);
    execute format('alter view crm.%1$I alter column kind set default %1$L', noun);
    execute format('grant select, insert, update on crm.%I to hub_app', noun);
  end loop;
  foreach target in array array['number_series', 'commercial_doc', 'rounding_carry'] loop
    execute format('create policy owner on crm.%I for all to %I using (true) with check (true)', target, current_user);
  end loop;
end
$$;
revoke all on function crm.document_line(jsonb, date), crm.compute_document(crm.commercial_doc), crm.issue_document(crm.commercial_doc) from public;
