-- Payments and what they pay. The database adds up: what is paid of a document is the sum of its allocations, whoever asks how often.
create table crm.payment (
  id uuid primary key,
  number text not null unique,
  party_id uuid not null references crm.party,
  direction text not null check (direction in ('in', 'out')),
  amount_minor bigint not null check (amount_minor > 0),
  amount_currency char(3) not null check (amount_currency ~ '^[A-Z]{3}$'),
  method text not null,
  reference text,
  bank_id text unique,                      -- the bank's id of the transaction: the same one is recorded once
  paid_on date not null,
  note text,
  status text not null default 'recorded' check (status in ('recorded', 'void')),
  refund boolean not null default false,    -- money that goes back; it has nothing left to allocate
  rate numeric not null default 1,
  base_minor bigint not null default 0,
  allocated_minor bigint not null default 0,
  allocated_base_minor bigint not null default 0,
  owner_id uuid references access.person,
  group_id uuid references access.team_group,
  custom jsonb not null default '{}',
  external_id text unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  allocated_currency char(3) generated always as (amount_currency) stored,
  search text generated always as (crm.fold(coalesce(reference, ''))) stored,
  check (allocated_minor between 0 and amount_minor),
  check (allocated_base_minor between 0 and base_minor)
);
create index payment_list on crm.payment (id) where removed_at is null;
create index payment_party on crm.payment (party_id, id) where removed_at is null;
create index payment_owner on crm.payment (owner_id, id) where removed_at is null;
create index payment_status on crm.payment (status, id) where removed_at is null;
create index payment_direction on crm.payment (direction, id) where removed_at is null;
create index payment_method on crm.payment (method, id) where removed_at is null;
create index payment_search on crm.payment using gin (search gin_trgm_ops);

-- Credit that is used up: a payment or a credit note (source) pays a document or a refund (target). Never deleted, only reversed.
create table crm.allocation (
  id uuid primary key,
  payment_id uuid references crm.payment,
  credit_note_id uuid references crm.commercial_doc,
  document_id uuid references crm.commercial_doc,
  refund_id uuid references crm.payment,
  amount_minor bigint not null check (amount_minor > 0),
  source_base_minor bigint not null default 0,
  target_base_minor bigint not null default 0,
  on_date date not null,
  change uuid not null,
  reversed_on date,
  check (num_nonnulls(payment_id, credit_note_id) = 1),
  check (num_nonnulls(document_id, refund_id) = 1)
);
create index allocation_payment on crm.allocation (payment_id) where payment_id is not null;
create index allocation_credit_note on crm.allocation (credit_note_id) where credit_note_id is not null;
create index allocation_document on crm.allocation (document_id) where document_id is not null;
create index allocation_refund on crm.allocation (refund_id) where refund_id is not null;
create index allocation_change on crm.allocation (change);

-- The share of a base amount that belongs to a part; the last part takes what is left, so that nothing remains.
create function crm.share(part bigint, whole bigint, done bigint, base bigint, base_done bigint) returns bigint
language sql immutable parallel safe
as $$ select case when part = whole - done then base - base_done else round(base::numeric * part / nullif(whole, 0))::bigint end $$;

create function crm.keep_payment() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    new.rate := ledger.rate(new.amount_currency, new.paid_on);
    new.base_minor := ledger.to_base(new.amount_minor, new.amount_currency, new.rate);
    new.allocated_minor := 0;
    new.allocated_base_minor := 0;
    new.status := 'recorded';
  elsif (old.number, old.party_id, old.direction, old.amount_minor, old.amount_currency, old.paid_on, old.method, old.bank_id, old.refund, old.base_minor)
      is distinct from (new.number, new.party_id, new.direction, new.amount_minor, new.amount_currency, new.paid_on, new.method, new.bank_id, new.refund, new.base_minor)
    or new.removed_at is not null or (old.status = 'void' and new.status <> 'void') then
    raise exception '% is recorded: money that moved is not changed. Undo it and record it anew.', old.number using errcode = 'HB001';
  elsif new.status = 'void' and new.allocated_minor > 0 then
    raise exception '% pays something: take that back first.', old.number using errcode = 'HB001';
  end if;
  return new;
end
$$;
create trigger keep_payment before insert or update on crm.payment for each row execute function crm.keep_payment();

-- Uses credit up, or gives it back (times = -1). The rows stay locked until COMMIT, so nothing is spent twice.
create function crm.use_credit(a crm.allocation, times int) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update crm.payment p set allocated_minor = p.allocated_minor + times * a.amount_minor,
    allocated_base_minor = p.allocated_base_minor + times * a.source_base_minor, version = p.version + 1
  where p.id = a.payment_id;
  update crm.commercial_doc d set paid_minor = d.paid_minor + times * a.amount_minor,
    paid_base_minor = d.paid_base_minor + times * (case when d.id = a.document_id then a.target_base_minor else a.source_base_minor end),
    version = d.version + 1
  where d.id in (a.document_id, a.credit_note_id);
end
$$;

create function crm.keep_allocation() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  pay crm.payment;
  note crm.commercial_doc;
  doc crm.commercial_doc;
  free bigint;
  wanted text := 'in';
begin
  if tg_op = 'UPDATE' then
    if (to_jsonb(old) - 'reversed_on') <> (to_jsonb(new) - 'reversed_on') or old.reversed_on is not null then
      raise exception 'An allocation is reversed once and never changed.' using errcode = 'HB001';
    end if;
    perform crm.use_credit(new, -1);
    return new;
  end if;
  -- Always in the same order, so that two who pay the same things wait for one another and never both.
  perform from crm.commercial_doc where id in (new.document_id, new.credit_note_id) order by id for update;
  select * into doc from crm.commercial_doc where id = new.document_id;
  select * into note from crm.commercial_doc where id = new.credit_note_id;
  select * into pay from crm.payment where id = new.payment_id for update;
  if doc.kind = 'bill' then wanted := 'out'; end if;
  if (new.payment_id is not null and (pay.status <> 'recorded' or pay.refund or pay.direction <> wanted))
    or (note.id is not null and (note.kind <> 'credit_note' or note.status not in ('issued', 'part_paid') or wanted = 'out')) then
    raise exception '% is no credit that can be used here.', coalesce(pay.number, note.number) using errcode = 'HB001';
  end if;
  free := coalesce(pay.amount_minor - pay.allocated_minor, note.gross_minor - note.paid_minor);
  if new.amount_minor > free then
    raise exception 'Of % only % (minor units) are left.', coalesce(pay.number, note.number), free using errcode = 'HB001';
  end if;
  new.reversed_on := null;
  new.source_base_minor := case when pay.id is not null
    then crm.share(new.amount_minor, pay.amount_minor, pay.allocated_minor, pay.base_minor, pay.allocated_base_minor)
    else crm.share(new.amount_minor, note.gross_minor, note.paid_minor, note.base_minor, note.paid_base_minor) end;
  new.target_base_minor := new.source_base_minor;
  if doc.id is not null then
    if doc.kind not in ('invoice', 'bill') or doc.status not in ('issued', 'part_paid') then
      raise exception '% is %: only issued invoices and bills are paid.', doc.number, doc.status using errcode = 'HB001';
    end if;
    if doc.kind = 'bill' and doc.approver_id is null and (select four_eyes from ledger.book) then
      raise exception '% is not approved yet: somebody other than who issued it approves it first.', doc.number using errcode = 'HB001';
    end if;
    if doc.party_id <> coalesce(pay.party_id, note.party_id) or doc.currency <> coalesce(pay.amount_currency, note.currency) then
      raise exception '% and % are of different parties or currencies.', coalesce(pay.number, note.number), doc.number using errcode = 'HB001';
    end if;
    if new.amount_minor > doc.gross_minor - doc.paid_minor then
      raise exception 'Of % only % (minor units) are open.', doc.number, doc.gross_minor - doc.paid_minor using errcode = 'HB001';
    end if;
    new.target_base_minor := crm.share(new.amount_minor, doc.gross_minor, doc.paid_minor, doc.base_minor, doc.paid_base_minor);
  else
    select base_minor into new.target_base_minor from crm.payment where id = new.refund_id and refund and amount_minor = new.amount_minor;
    if not found then
      raise exception 'A refund goes back as one payment of its amount.' using errcode = 'HB001';
    end if;
  end if;
  perform crm.use_credit(new, 1);
  return new;
end
$$;
create trigger keep_allocation before insert or update on crm.allocation for each row execute function crm.keep_allocation();

grant select, insert on crm.payment, crm.allocation to hub_app;
grant update (reference, note, status, owner_id, group_id, custom, version, changed_at, removed_at) on crm.payment to hub_app;
grant update (reversed_on) on crm.allocation to hub_app;
revoke all on function crm.use_credit(crm.allocation, int) from public;
grant execute on function crm.share(bigint, bigint, bigint, bigint, bigint) to hub_app;

alter table crm.payment enable row level security;
alter table crm.payment force row level security;
create policy see on crm.payment for select to hub_app using (
  (select access.everything('payment', 'view'))
  or owner_id = any (coalesce((select access.owners('payment', 'view')), '{}'))
  or group_id = any (coalesce((select access.groups('payment', 'view')), '{}'))
  or exists (select from crm.party p where p.id = party_id
    and p.owner_id = any (coalesce((select access.owners('payment', 'view')), '{}'))));
create policy add on crm.payment for insert to hub_app with check (
  exists (select from crm.party p where p.id = party_id) and (select access.everything('payment', 'record')));
create policy change on crm.payment for update to hub_app using ((select access.everything('payment', 'record'))) with check (true);

-- Who paid what is seen by those who see what was paid.
alter table crm.allocation enable row level security;
alter table crm.allocation force row level security;
create policy see on crm.allocation for select to hub_app using (
  exists (select from crm.commercial_doc d where d.id = document_id) or exists (select from crm.payment p where p.id = payment_id));
create policy add on crm.allocation for insert to hub_app with check ((select access.may('payment', 'allocate')));
create policy change on crm.allocation for update to hub_app using ((select access.may('payment', 'allocate')));

-- Reminders that an invoice is due: which level, when, by whom.
create table crm.dunning (
  id uuid primary key,
  document_id uuid not null references crm.commercial_doc,
  level int not null check (level between 1 and 9),
  at timestamptz not null,
  person_id uuid references access.person,
  withdrawn_at timestamptz
);
create index dunning_document on crm.dunning (document_id, at desc);
grant select, insert on crm.dunning to hub_app;
grant update (withdrawn_at) on crm.dunning to hub_app;
alter table crm.dunning enable row level security;
alter table crm.dunning force row level security;
create policy see on crm.dunning for select to hub_app using (exists (select from crm.commercial_doc d where d.id = document_id));
create policy add on crm.dunning for insert to hub_app with check ((select access.may('invoice', 'remind')));
create policy change on crm.dunning for update to hub_app using ((select access.may('invoice', 'remind')));

do $$
declare
  target text;
begin
  foreach target in array array['payment', 'allocation', 'dunning'] loop
    execute format('create policy owner on crm.%I for all to %I using (true) with check (true)', target, current_user);
  end loop;
end
$$;

-- Accountant: all of the money. Manager: sees all of it, drafts, approves. Sales Executive: the team's papers, drafts for their own;
-- never a payment. Support: how things stand, without amounts.
insert into access.permission (role, noun, verb, scope)
select role, noun, verb, 'all'
from (values ('administrator'), ('accountant')) as r (role),
  (values ('quote'), ('order'), ('invoice'), ('credit_note'), ('bill')) as n (noun),
  (values ('view'), ('add'), ('change'), ('remove'), ('issue'), ('void')) as v (verb);
insert into access.permission (role, noun, verb, scope)
select role, 'payment', verb, 'all'
from (values ('administrator'), ('accountant')) as r (role), (values ('view'), ('record'), ('allocate'), ('refund')) as v (verb);
insert into access.permission (role, noun, verb, scope)
select 'manager', noun, verb, 'all'
from (values ('quote'), ('order'), ('invoice'), ('credit_note'), ('bill')) as n (noun), (values ('view'), ('add'), ('change')) as v (verb);
insert into access.permission (role, noun, verb, scope) values
  ('administrator', 'invoice', 'remind', 'all'), ('accountant', 'invoice', 'remind', 'all'),
  ('administrator', 'bill', 'approve', 'all'), ('manager', 'bill', 'approve', 'all'),
  ('manager', 'quote', 'issue', 'all'), ('manager', 'quote', 'void', 'all'),
  ('manager', 'order', 'issue', 'all'), ('manager', 'order', 'void', 'all'),
  ('manager', 'payment', 'view', 'all');
insert into access.permission (role, noun, verb, scope)
select 'sales-executive', noun, verb, case verb when 'view' then 'team' else 'own' end
from (values ('quote'), ('order'), ('invoice')) as n (noun), (values ('view'), ('add'), ('change'), ('remove')) as v (verb);
insert into access.permission (role, noun, verb, scope, hidden) values
  ('sales-executive', 'credit_note', 'view', 'team', '{}'),
  ('sales-executive', 'payment', 'view', 'team', '{bank_id,note}'),
  ('support', 'order', 'view', 'all', '{net,tax,gross,lines,note}'),
  ('support', 'invoice', 'view', 'all', '{net,tax,gross,paid,open,lines,note}');

grant select on crm.commercial_doc, crm.payment to hub_view;
create policy insight on crm.commercial_doc for select to hub_view using (true);
create policy insight on crm.payment for select to hub_view using (true);

-- What analytics may know of money: documents and payments, in their own currency; never pay.
do $$
declare
  noun text;
begin
  foreach noun in array array['quote', 'order', 'invoice', 'credit_note', 'bill'] loop
    execute format($view$
      create view insight.%1$I as
      select d.id, d.number, d.party_id, p.name as party_title, d.status, d.currency, d.net_minor, d.tax_minor, d.gross_minor, d.paid_minor,
        d.open_minor, d.issue_date, d.due_date, d.owner_id, o.name as owner_name, p.owner_id as party_owner_id, p.country, d.created_at, d.removed_at
      from crm.commercial_doc d join crm.party p on p.id = d.party_id left join access.person o on o.id = d.owner_id
      where d.kind = %1$L$view$, noun);
    execute format($comment$comment on view insight.%I is '{"depends": {"party": ["party_id", "owner_id"]}, "scope": ["owner_id", "party_owner_id"]}'$comment$, noun);
    execute format('alter view insight.%I owner to hub_view', noun);
    execute format('grant select on insight.%I to hub_insight', noun);
  end loop;
end
$$;
create view insight.payment as
select y.id, y.number, y.party_id, p.name as party_title, y.direction, y.method, y.status, y.amount_currency as currency, y.amount_minor,
  y.allocated_minor, y.paid_on, y.owner_id, o.name as owner_name, p.owner_id as party_owner_id, y.created_at, y.removed_at
from crm.payment y join crm.party p on p.id = y.party_id left join access.person o on o.id = y.owner_id;
comment on view insight.payment is '{"depends": {"party": ["party_id", "owner_id"]}, "scope": ["owner_id", "party_owner_id"]}';
alter view insight.payment owner to hub_view;
grant select on insight.payment to hub_insight;
