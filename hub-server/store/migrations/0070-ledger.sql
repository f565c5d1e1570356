-- The ledger: double entry that nobody can bend, not even the hub. What is posted is never changed, each entry is zero in every
-- currency, a closed period takes nothing more. Documents and, later, pay runs post into it and never around it.
create schema ledger;
grant usage on schema ledger to hub_app;

-- Refusals with SQLSTATE HB001 are sentences for people; the hub answers them as conflicts.
create table ledger.book (
  one boolean primary key default true check (one),
  base_currency char(3) not null default 'USD' check (base_currency ~ '^[A-Z]{3}$'),
  four_eyes boolean not null default true   -- a bill is approved by somebody other than who issued it
);
insert into ledger.book default values;

-- Digits after the point, ISO 4217.
create function ledger.exponent(currency text) returns int
language sql immutable parallel safe
as $$
  select case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then 0
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
    else 2 end
$$;

create table ledger.account (
  id uuid primary key default gen_random_uuid(),
  code text not null unique check (code ~ '^[0-9A-Za-z.-]{1,20}$'),
  name text not null,
  type text not null check (type in ('asset', 'liability', 'equity', 'income', 'expense')),
  purpose text unique,                      -- how the hub finds it, whatever a company calls it
  currency char(3),                         -- when it takes one currency only
  archived_at timestamptz
);
insert into ledger.account (code, name, type, purpose) values
  ('1000', 'Bank', 'asset', 'bank'),
  ('1010', 'Cash', 'asset', 'cash'),
  ('1100', 'Receivables', 'asset', 'receivable'),
  ('1150', 'Input tax', 'asset', 'tax_in'),
  ('1250', 'Paid to suppliers on account', 'asset', 'supplier_credit'),
  ('2000', 'Payables', 'liability', 'payable'),
  ('2100', 'Customers'' credit on account', 'liability', 'customer_credit'),
  ('2200', 'Tax payable', 'liability', 'tax_out'),
  ('2300', 'Net pay payable', 'liability', 'pay_payable'),
  ('2310', 'Pay deductions payable', 'liability', 'pay_deductions'),
  ('3000', 'Equity', 'equity', 'equity'),
  ('4000', 'Sales', 'income', 'sales'),
  ('4900', 'Rounding differences', 'income', 'rounding'),
  ('4910', 'Exchange gains', 'income', 'fx_gain'),
  ('5000', 'Purchases and expenses', 'expense', 'expense'),
  ('5100', 'Pay', 'expense', 'pay'),
  ('5910', 'Exchange losses', 'expense', 'fx_loss');

-- One unit of a currency in the base currency, from a day on until the next rate.
create table ledger.fx_rate (
  currency char(3) not null check (currency ~ '^[A-Z]{3}$'),
  on_date date not null,
  rate numeric(24, 12) not null check (rate > 0),
  source text,
  primary key (currency, on_date)
);

create table ledger.tax_rate (
  code text not null check (code ~ '^[A-Z0-9_-]{1,20}$'),
  valid_from date not null,
  valid_to date,                            -- the last day
  label text not null,
  percent numeric(7, 4) not null check (percent between 0 and 100),
  inclusive boolean not null default false, -- prices contain it
  primary key (code, valid_from),
  check (valid_to is null or valid_to >= valid_from)
);

-- A month. Its row is made with its first entry; a closed one takes no more.
create table ledger.period (
  first_day date primary key check (extract(day from first_day) = 1),
  closed_at timestamptz,
  closed_by uuid references access.person
);

create table ledger.entry (
  id uuid primary key,
  no bigint generated always as identity unique,
  key text not null unique,                 -- what it was posted for; the same thing is never posted twice
  date date not null,
  period date not null references ledger.period,
  memo text not null,
  document_noun text,
  document_id uuid,
  reverses_id uuid unique references ledger.entry,
  line_count int not null check (line_count >= 2),
  posted_by uuid references access.person,
  posted_at timestamptz not null default now()
);
create index entry_date on ledger.entry (date desc, no desc);
create index entry_document on ledger.entry (document_id) where document_id is not null;

create table ledger.line (
  entry_id uuid not null references ledger.entry,
  position int not null,
  account_id uuid not null references ledger.account,
  party_id uuid references crm.party,
  amount_minor bigint not null,             -- debit positive, credit negative
  currency char(3) not null,
  base_minor bigint not null,               -- the same in the base currency; an exchange difference has this alone
  tax_code text,
  due_date date,
  primary key (entry_id, position)
);
create index line_account on ledger.line (account_id, currency) include (amount_minor, base_minor);
create index line_party on ledger.line (party_id, account_id) where party_id is not null;

-- The rate of a day: the latest known. Refuses rather than guesses.
create function ledger.rate(of text, on_day date) returns numeric
language plpgsql stable security definer set search_path = ''
as $$
declare
  found numeric;
begin
  if of = (select base_currency from ledger.book) then return 1; end if;
  select r.rate into found from ledger.fx_rate r where r.currency = of and r.on_date <= on_day order by r.on_date desc limit 1;
  if found is null then
    raise exception 'There is no exchange rate for % on or before %. Add one first.', of, on_day using errcode = 'HB001';
  end if;
  return found;
end
$$;

-- An amount in the base currency's minor unit.
create function ledger.to_base(amount_minor bigint, of text, at_rate numeric) returns bigint
language sql stable security definer set search_path = ''
as $$
  select round(amount_minor * at_rate * power(10::numeric, ledger.exponent(b.base_currency) - ledger.exponent(of)))::bigint
  from ledger.book b
$$;

-- An entry finds its period, waits for whoever is closing it, and is refused when it is closed.
create function ledger.open_entry() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  closed timestamptz;
begin
  new.period := date_trunc('month', new.date)::date;
  new.posted_by := access.person();
  new.posted_at := now();
  insert into ledger.period (first_day) values (new.period) on conflict do nothing;
  select closed_at into closed from ledger.period where first_day = new.period for share;
  if closed is not null then
    raise exception 'The period % is closed: nothing more is posted into it. Use a date in an open period.', to_char(new.period, 'YYYY-MM')
      using errcode = 'HB001';
  end if;
  return new;
end
$$;
create trigger open_entry before insert on ledger.entry for each row execute function ledger.open_entry();

-- At COMMIT: the entry is whole, zero in every currency and in the base currency, and mirrors what it reverses.
create function ledger.check_entry() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  checked ledger.entry;
  lines int;
  base numeric;
begin
  if tg_table_name = 'entry' then checked := new;
  else select * into checked from ledger.entry where id = new.entry_id;
  end if;
  select count(*), sum(base_minor) into lines, base from ledger.line where entry_id = checked.id;
  if lines <> checked.line_count then
    raise exception 'Entry % was made with % lines and has %: lines are posted together with their entry or never.', checked.no, checked.line_count, lines
      using errcode = 'HB001';
  end if;
  if base <> 0 or exists (select from ledger.line where entry_id = checked.id group by currency having sum(amount_minor) <> 0) then
    raise exception 'Entry "%" does not balance: debits and credits must be equal in each currency and in the base currency.', checked.memo
      using errcode = 'HB001';
  end if;
  if exists (select from ledger.line l join ledger.account a on a.id = l.account_id cross join ledger.book b
      where l.entry_id = checked.id
        and (l.currency <> coalesce(a.currency, l.currency) or (l.currency = b.base_currency and l.amount_minor <> l.base_minor)
          or a.archived_at is not null)) then
    raise exception 'Entry "%" uses an account that is archived or of another currency, or states an amount of the base currency twice.', checked.memo
      using errcode = 'HB001';
  end if;
  if checked.reverses_id is not null and (lines <> (select line_count from ledger.entry where id = checked.reverses_id) or exists (
      (select account_id, party_id, currency, -amount_minor, -base_minor, count(*) from ledger.line where entry_id = checked.reverses_id group by 1, 2, 3, 4, 5)
      except
      (select account_id, party_id, currency, amount_minor, base_minor, count(*) from ledger.line where entry_id = checked.id group by 1, 2, 3, 4, 5))) then
    raise exception 'Entry "%" reverses another and must be its mirror image.', checked.memo using errcode = 'HB001';
  end if;
  return null;
end
$$;
create constraint trigger check_entry after insert on ledger.entry deferrable initially deferred
  for each row execute function ledger.check_entry();
create constraint trigger check_entry after insert on ledger.line deferrable initially deferred
  for each row execute function ledger.check_entry();

-- Never changed, never deleted, by nobody who is bound by triggers; the hub lacks the rights as well.
create function ledger.refuse() returns trigger
language plpgsql set search_path = ''
as $$
begin
  raise exception 'What is posted is never changed or deleted: post a reversing entry.' using errcode = 'HB001';
end
$$;
create trigger refuse before update or delete on ledger.entry for each row execute function ledger.refuse();
create trigger refuse before update or delete on ledger.line for each row execute function ledger.refuse();
create trigger refuse_truncate before truncate on ledger.entry for each statement execute function ledger.refuse();
create trigger refuse_truncate before truncate on ledger.line for each statement execute function ledger.refuse();

create function ledger.keep_base() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
  if new.base_currency <> old.base_currency and exists (select from ledger.entry) then
    raise exception 'The base currency stays %: entries are posted in it.', old.base_currency using errcode = 'HB001';
  end if;
  return new;
end
$$;
create trigger keep_base before update on ledger.book for each row execute function ledger.keep_base();

grant select, insert on ledger.entry, ledger.line to hub_app;
grant select, insert on ledger.account to hub_app;
grant update (name, archived_at) on ledger.account to hub_app;
grant select on ledger.period to hub_app;
grant update (closed_at, closed_by) on ledger.period to hub_app;
grant select, insert, update, delete on ledger.fx_rate, ledger.tax_rate to hub_app;
grant select on ledger.book to hub_app;
grant update (base_currency, four_eyes) on ledger.book to hub_app;
revoke all on all functions in schema ledger from public;
grant execute on function ledger.exponent(text), ledger.rate(text, date), ledger.to_base(bigint, text, numeric) to hub_app;

do $$
declare
  target text;
begin
  foreach target in array array['book', 'account', 'fx_rate', 'tax_rate', 'period', 'entry', 'line'] loop
    execute format('alter table ledger.%I enable row level security', target);
    execute format('alter table ledger.%I force row level security', target);
    -- The SECURITY DEFINER functions run as the owner, who is bound by FORCE unless a superuser.
    execute format('create policy owner on ledger.%I for all to %I using (true) with check (true)', target, current_user);
  end loop;
  -- The chart, rates and taxes are no secret among colleagues; what is posted is.
  foreach target in array array['book', 'account', 'fx_rate', 'tax_rate'] loop
    execute format('create policy see on ledger.%I for select to hub_app using ((select access.person()) is not null)', target);
    execute format('create policy write on ledger.%I for all to hub_app using ((select access.may(''ledger'', ''change''))) with check ((select access.may(''ledger'', ''change'')))', target);
  end loop;
end
$$;
create policy see on ledger.period for select to hub_app using ((select access.may('ledger', 'view')));
create policy change on ledger.period for update to hub_app using ((select access.may('ledger', 'close')));
create policy see on ledger.entry for select to hub_app using ((select access.may('ledger', 'view')));
create policy add on ledger.entry for insert to hub_app with check ((select access.may('ledger', 'post')));
create policy see on ledger.line for select to hub_app using ((select access.may('ledger', 'view')));
create policy add on ledger.line for insert to hub_app with check ((select access.may('ledger', 'post')));

insert into access.permission (role, noun, verb, scope) values
  ('administrator', 'ledger', 'view', 'all'), ('administrator', 'ledger', 'post', 'all'),
  ('administrator', 'ledger', 'close', 'all'), ('administrator', 'ledger', 'change', 'all'),
  ('administrator', 'company', 'change', 'all'),
  ('accountant', 'ledger', 'view', 'all'), ('accountant', 'ledger', 'post', 'all'),
  ('accountant', 'ledger', 'close', 'all'), ('accountant', 'ledger', 'change', 'all'),
  ('manager', 'ledger', 'view', 'all');
