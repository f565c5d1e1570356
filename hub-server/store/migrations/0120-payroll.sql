-- Pay: a schema of its own, with its own grants. Analytics has none here, no view leads here, and no history holds an amount: who may
-- see what people earn is decided by the policies below and by nothing else.
create schema payroll;
grant usage on schema payroll to hub_app;

-- What somebody is paid, from a day on. Nothing is overwritten: a later row of the same day takes the place of the one that it names.
create table payroll.salary (
  id uuid primary key,
  person_id uuid not null references access.person,
  amount_minor bigint not null check (amount_minor between 0 and 9000000000000),
  currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
  per text not null check (per in ('month', 'hour')),
  valid_from date not null,
  replaces_id uuid references payroll.salary,
  set_by uuid references access.person,
  set_at timestamptz not null default now(),
  withdrawn_at timestamptz
);
create unique index salary_day on payroll.salary (person_id, valid_from) where withdrawn_at is null;

-- What is added to pay or taken off, from a day on; a later row of the same code holds from its own day.
create table payroll.component (
  id uuid primary key,
  code text not null check (code ~ '^[a-z][a-z0-9_]{0,30}$'),
  label text not null,
  kind text not null check (kind in ('earning', 'deduction', 'employer')),
  method text not null check (method in ('fixed', 'percent', 'formula', 'none')),
  amount_minor bigint check (amount_minor between 0 and 9000000000000),
  currency char(3) check (currency ~ '^[A-Z]{3}$'),
  percent numeric(9, 6) check (percent between 0 and 1000),
  percent_of text check (percent_of in ('base', 'gross')),
  formula text,
  place int not null default 0,
  people uuid[],                            -- whom it concerns; null: everybody
  valid_from date not null,
  replaces_id uuid references payroll.component,
  set_by uuid references access.person,
  set_at timestamptz not null default now(),
  withdrawn_at timestamptz,
  check (method <> 'fixed' or (amount_minor is not null and currency is not null)),
  check (method <> 'percent' or (percent is not null and percent_of is not null)),
  check (method <> 'formula' or formula is not null)
);
create unique index component_day on payroll.component (code, valid_from) where withdrawn_at is null;

create table payroll.run (
  id uuid primary key,
  number text not null unique,
  month date not null check (extract(day from month) = 1),
  currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
  status text not null default 'draft' check (status in ('draft', 'approved', 'posted', 'paid', 'reversed', 'dropped')),
  inputs jsonb not null default '{}',       -- hours and what is paid once, as they were given
  warnings jsonb not null default '[]',
  hash text not null,                       -- of everything that the run says; what is approved is this and nothing else
  gross_minor bigint not null default 0,
  deductions_minor bigint not null default 0,
  employer_minor bigint not null default 0,
  net_minor bigint not null default 0,
  net_base_minor bigint,                    -- net pay in the base currency, at the rate of the day of posting
  prepared_by uuid references access.person,
  prepared_at timestamptz not null default now(),
  approved_by uuid references access.person,
  approved_at timestamptz,
  posted_by uuid references access.person,
  posted_on date,
  check (net_minor = gross_minor - deductions_minor)
);
create unique index run_month on payroll.run (month, currency) where status not in ('reversed', 'dropped');

create table payroll.slip (
  id uuid primary key,
  number text not null unique,
  run_id uuid not null references payroll.run,
  person_id uuid not null references access.person,
  currency char(3) not null,
  lines jsonb not null check (jsonb_typeof(lines) = 'array'),
  gross_minor bigint not null,
  deductions_minor bigint not null,
  employer_minor bigint not null,
  net_minor bigint not null,
  unique (run_id, person_id),
  check (net_minor = gross_minor - deductions_minor)
);
create index slip_person on payroll.slip (person_id);

-- Money that went to the people of a run. Not a payment among payments: those are seen by sellers and copied for analytics.
create table payroll.payment (
  id uuid primary key,
  run_id uuid not null references payroll.run,
  amount_minor bigint not null check (amount_minor > 0),
  method text not null check (method in ('bank', 'cash', 'cheque', 'other')),
  paid_on date not null,
  bank_id text,
  paid_by uuid references access.person,
  voided_at timestamptz
);
create unique index payment_run on payroll.payment (run_id) where voided_at is null;
create unique index payment_bank on payroll.payment (bank_id) where voided_at is null;

-- What stands is withdrawn and never edited; nobody says what they themselves are paid, unless the company has one pair of eyes.
create function payroll.keep_setting() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    new.set_by := access.person();
    new.withdrawn_at := null;
  elsif (to_jsonb(old) - 'withdrawn_at') <> (to_jsonb(new) - 'withdrawn_at') then
    raise exception 'What was set is not edited: set it anew from a day on.' using errcode = 'HB001';
  end if;
  if tg_table_name = 'salary' then
    if new.person_id = access.person() and (select four_eyes from ledger.book) then
      raise exception 'Nobody sets their own salary: ask somebody else who holds salary:set.' using errcode = 'HB001';
    end if;
  end if;
  return new;
end
$$;
create trigger keep_setting before insert or update on payroll.salary for each row execute function payroll.keep_setting();
create trigger keep_setting before insert or update on payroll.component for each row execute function payroll.keep_setting();

create function payroll.need(verb text) returns void
language plpgsql stable set search_path = ''
as $$
begin
  if not access.may('pay_run', verb) then
    raise exception 'the right pay_run:% is missing', verb using errcode = 'insufficient_privilege';
  end if;
end
$$;

-- The way of a run: draft, approved, posted, paid, each by whoever may; back by reversal only. What was prepared anew is a draft again.
create function payroll.keep_run() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  step text;
  alone boolean := not (select four_eyes from ledger.book);
begin
  if tg_op = 'INSERT' then
    perform payroll.need('prepare');
    new.status := 'draft';
    new.prepared_by := access.person();
    new.approved_by := null; new.approved_at := null; new.posted_by := null; new.posted_on := null; new.net_base_minor := null;
    return new;
  end if;
  if (old.id, old.number, old.month, old.currency) is distinct from (new.id, new.number, new.month, new.currency) then
    raise exception '% stays the run of its month and currency.', old.number using errcode = 'HB001';
  end if;
  if (old.hash, old.inputs, old.warnings, old.gross_minor, old.deductions_minor, old.employer_minor, old.net_minor)
    is distinct from (new.hash, new.inputs, new.warnings, new.gross_minor, new.deductions_minor, new.employer_minor, new.net_minor) then
    if old.status not in ('draft', 'approved') then
      raise exception '% is %: what it says stays. Reverse it and prepare a new one.', old.number, old.status using errcode = 'HB001';
    end if;
    perform payroll.need('prepare');
    new.status := 'draft';
    new.prepared_by := access.person();
    new.prepared_at := now();
    new.approved_by := null; new.approved_at := null;
    return new;
  end if;
  new.prepared_by := old.prepared_by;
  new.prepared_at := old.prepared_at;
  step := old.status || '>' || new.status;
  if step in ('draft>approved', 'approved>posted') and access.person() = old.prepared_by and not alone then
    raise exception '% was prepared by you: somebody else approves and posts it.', old.number using errcode = 'HB001';
  end if;
  if step = 'draft>approved' then
    perform payroll.need('approve');
    if old.net_minor <> (select coalesce(sum(s.net_minor), 0) from payroll.slip s where s.run_id = old.id)
      or exists (select from payroll.slip s where s.run_id = old.id and s.net_minor < 0) then
      raise exception '% has a net pay below zero, or its slips do not add up: prepare it again.', old.number using errcode = 'HB001';
    end if;
    new.approved_by := access.person(); new.approved_at := now();
  elsif step = 'approved>draft' then
    perform payroll.need('approve');
    new.approved_by := null; new.approved_at := null;
  elsif step = 'approved>posted' then
    perform payroll.need('post');
    new.posted_by := access.person();
  elsif step in ('posted>paid', 'paid>posted') then
    perform payroll.need(case step when 'posted>paid' then 'pay' else 'reverse' end);
  elsif step = 'posted>reversed' then
    perform payroll.need('reverse');
  elsif step in ('draft>dropped', 'approved>dropped') then
    perform payroll.need('prepare');
  elsif old.status <> new.status then
    raise exception '% is %: it cannot become %.', old.number, old.status, new.status using errcode = 'HB001';
  end if;
  if old.status <> 'approved' and (new.posted_by, new.posted_on, new.net_base_minor) is distinct from (old.posted_by, old.posted_on, old.net_base_minor) then
    raise exception '% is posted once.', old.number using errcode = 'HB001';
  end if;
  return new;
end
$$;
create trigger keep_run before insert or update on payroll.run for each row execute function payroll.keep_run();

-- Slips are those of a draft; each is the sum of its lines.
create function payroll.keep_slip() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  state text;
  sums record;
begin
  select r.status into state from payroll.run r where r.id = coalesce(new.run_id, old.run_id) for update;
  if state <> 'draft' then
    raise exception 'This slip belongs to a run that is %: it stays as it is.', state using errcode = 'HB001';
  end if;
  if tg_op <> 'DELETE' then
    select coalesce(sum(l.amount_minor) filter (where l.kind = 'earning'), 0) as gross,
      coalesce(sum(l.amount_minor) filter (where l.kind = 'deduction'), 0) as deductions,
      coalesce(sum(l.amount_minor) filter (where l.kind = 'employer'), 0) as employer
    into sums from jsonb_to_recordset(new.lines) as l (kind text, amount_minor bigint);
    if (new.gross_minor, new.deductions_minor, new.employer_minor) <> (sums.gross, sums.deductions, sums.employer) then
      raise exception 'A slip is the sum of its lines.' using errcode = 'HB001';
    end if;
  end if;
  return coalesce(new, old);
end
$$;
create trigger keep_slip before insert or update or delete on payroll.slip for each row execute function payroll.keep_slip();

create function payroll.keep_payment() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    new.paid_by := access.person();
    new.voided_at := null;
  elsif (to_jsonb(old) - 'voided_at') <> (to_jsonb(new) - 'voided_at') or old.voided_at is not null then
    raise exception 'Money that moved is not changed: take it back and pay anew.' using errcode = 'HB001';
  end if;
  return new;
end
$$;
create trigger keep_payment before insert or update on payroll.payment for each row execute function payroll.keep_payment();

create function payroll.refuse() returns trigger
language plpgsql set search_path = ''
as $$
begin
  raise exception 'Pay is never deleted.' using errcode = 'HB001';
end
$$;

-- People read their slips from the day on which they are posted.
create function payroll.told(a_run uuid) returns boolean
language sql stable security definer set search_path = ''
as $$ select exists (select from payroll.run r where r.id = a_run and r.status in ('posted', 'paid')) $$;

-- The month of a run, for whoever sees a slip of it and not the run.
create function payroll.month(a_run uuid) returns date
language sql stable security definer set search_path = ''
as $$ select r.month from payroll.run r where r.id = a_run $$;

revoke all on all functions in schema payroll from public;
grant execute on function payroll.told(uuid), payroll.month(uuid) to hub_app;
grant select, insert on payroll.salary, payroll.component, payroll.run, payroll.slip, payroll.payment to hub_app;
grant update (withdrawn_at) on payroll.salary, payroll.component to hub_app;
grant update (status, inputs, warnings, hash, gross_minor, deductions_minor, employer_minor, net_minor, net_base_minor, posted_on) on payroll.run to hub_app;
grant delete on payroll.slip to hub_app;
grant update (voided_at) on payroll.payment to hub_app;

do $$
declare
  target text;
begin
  foreach target in array array['salary', 'component', 'run', 'slip', 'payment'] loop
    execute format('alter table payroll.%I enable row level security', target);
    execute format('alter table payroll.%I force row level security', target);
    execute format('create policy owner on payroll.%I for all to %I using (true) with check (true)', target, current_user);
    execute format('create trigger refuse_truncate before truncate on payroll.%I for each statement execute function payroll.refuse()', target);
    if target <> 'slip' then
      execute format('create trigger refuse before delete on payroll.%I for each row execute function payroll.refuse()', target);
    end if;
  end loop;
end
$$;

-- One's own always, without any right; others' by scope, as everywhere.
create policy see on payroll.salary for select to hub_app using (
  person_id = (select access.person()) or (select access.everything('salary', 'view'))
  or person_id = any (coalesce((select access.owners('salary', 'view')), '{}')));
create policy set on payroll.salary for insert to hub_app with check (
  (select access.everything('salary', 'set')) or person_id = any (coalesce((select access.owners('salary', 'set')), '{}')));
create policy withdraw on payroll.salary for update to hub_app using (
  (select access.everything('salary', 'set')) or person_id = any (coalesce((select access.owners('salary', 'set')), '{}')));

create policy see on payroll.component for select to hub_app using ((select access.may('pay_component', 'view')));
create policy set on payroll.component for insert to hub_app with check ((select access.may('pay_component', 'set')));
create policy withdraw on payroll.component for update to hub_app using ((select access.may('pay_component', 'set')));

create policy see on payroll.run for select to hub_app using ((select access.may('pay_run', 'view')));
create policy add on payroll.run for insert to hub_app with check ((select access.may('pay_run', 'prepare')));
create policy change on payroll.run for update to hub_app using ((select access.may('pay_run', 'view'))) with check (true);

create policy see on payroll.slip for select to hub_app using (
  (select access.may('pay_run', 'view')) or (person_id = (select access.person()) and payroll.told(run_id)));
create policy add on payroll.slip for insert to hub_app with check ((select access.may('pay_run', 'prepare')));
create policy drop on payroll.slip for delete to hub_app using ((select access.may('pay_run', 'prepare')));

create policy see on payroll.payment for select to hub_app using ((select access.may('pay_run', 'view')));
create policy add on payroll.payment for insert to hub_app with check ((select access.may('pay_run', 'pay')));
create policy change on payroll.payment for update to hub_app using ((select access.may('pay_run', 'reverse')));

-- Whoever posts, pays or reverses a run writes its entries, and no others: posting by hand is another right.
create policy pay on ledger.entry for insert to hub_app with check (document_noun = 'pay_run'
  and ((select access.may('pay_run', 'post')) or (select access.may('pay_run', 'pay')) or (select access.may('pay_run', 'reverse'))));
create policy pay on ledger.line for insert to hub_app with check (
  ((select access.may('pay_run', 'post')) or (select access.may('pay_run', 'pay')) or (select access.may('pay_run', 'reverse')))
  and exists (select from ledger.entry e where e.id = entry_id and e.document_noun = 'pay_run'));

-- The accountant prepares and pays; the manager approves and posts.
insert into access.permission (role, noun, verb, scope)
select role, noun, verb, 'all'
from (values
  ('administrator', 'salary', 'view'), ('administrator', 'salary', 'set'), ('administrator', 'pay_component', 'view'), ('administrator', 'pay_component', 'set'),
  ('administrator', 'pay_run', 'view'), ('administrator', 'pay_run', 'prepare'), ('administrator', 'pay_run', 'approve'),
  ('administrator', 'pay_run', 'post'), ('administrator', 'pay_run', 'pay'), ('administrator', 'pay_run', 'reverse'),
  ('accountant', 'salary', 'view'), ('accountant', 'salary', 'set'), ('accountant', 'pay_component', 'view'), ('accountant', 'pay_component', 'set'),
  ('accountant', 'pay_run', 'view'), ('accountant', 'pay_run', 'prepare'), ('accountant', 'pay_run', 'post'), ('accountant', 'pay_run', 'pay'),
  ('accountant', 'pay_run', 'reverse'),
  ('manager', 'salary', 'view'), ('manager', 'salary', 'set'), ('manager', 'pay_component', 'view'), ('manager', 'pay_run', 'view'),
  ('manager', 'pay_run', 'approve'), ('manager', 'pay_run', 'post')
) as granted (role, noun, verb);
