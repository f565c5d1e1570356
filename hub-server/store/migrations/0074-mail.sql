-- Papers by mail, and dunning steps as rows: after how many days, in which words.

-- A mail that was asked for: about which paper, to which contact point, and what became of it. Addresses stay with contact points.
create table crm.mail (
  id uuid primary key,
  noun text not null,
  record_id uuid not null,
  purpose text not null check (purpose in ('paper', 'reminder')),
  contact_point_id uuid not null references crm.contact_point,
  person_id uuid references access.person,
  queued_at timestamptz not null,
  sent_at timestamptz,
  failed_at timestamptz,
  withdrawn_at timestamptz,
  error text,
  check (num_nonnulls(sent_at, failed_at, withdrawn_at) <= 1)
);
create index mail_record on crm.mail (record_id, queued_at desc);
alter table crm.dunning add column mail_id uuid references crm.mail;

create table crm.dunning_step (
  level int primary key check (level between 1 and 9),
  days int not null check (days between 0 and 3650), -- after the due date
  name text not null,
  subject text not null,
  text text not null
);
insert into crm.dunning_step values
  (1, 3, 'Friendly', 'Reminder: invoice {number}',
   E'Dear {party},\n\nour invoice {number} of {date} over {total} was due on {due_date}; {open} of it is still open. Perhaps it escaped you: please pay it within the next days.\n\nIf you have paid meanwhile, please take no notice of this.\n\n{company}\n{bank}'),
  (2, 17, 'Firm', 'Second reminder: invoice {number}',
   E'Dear {party},\n\nour invoice {number} of {date} was due on {due_date} and is {days} days late. We have reminded you before. Please pay the open {open} within seven days, or tell us what stands in the way.\n\n{company}\n{bank}'),
  (3, 31, 'Last', 'Last reminder: invoice {number}',
   E'Dear {party},\n\nin spite of our reminders {open} of our invoice {number} of {date} is open since {due_date}, for {days} days. This is our last reminder: if the money has not come within seven days, we hand the matter on for collection.\n\n{company}\n{bank}');

grant select, insert on crm.mail to hub_app;
grant update (sent_at, failed_at, withdrawn_at, error) on crm.mail to hub_app;
grant select, insert, update, delete on crm.dunning_step to hub_app;

do $$
declare
  target text;
begin
  foreach target in array array['mail', 'dunning_step'] loop
    execute format('alter table crm.%I enable row level security', target);
    execute format('alter table crm.%I force row level security', target);
    execute format('create policy owner on crm.%I for all to %I using (true) with check (true)', target, current_user);
  end loop;
end
$$;
-- Whoever sees the paper sees what was sent; the hub itself notes what became of it.
create policy see on crm.mail for select to hub_app using (
  (select current_setting('hub.job', true)) = 'mail' or exists (select from crm.commercial_doc d where d.id = record_id));
create policy add on crm.mail for insert to hub_app with check (
  (access.may(noun, 'send') or (purpose = 'reminder' and access.may('invoice', 'remind'))) and exists (select from crm.commercial_doc d where d.id = record_id));
create policy note on crm.mail for update to hub_app using (
  (select current_setting('hub.job', true)) = 'mail' or (purpose = 'reminder' and (select access.may('invoice', 'remind'))));

create policy see on crm.dunning_step for select to hub_app using ((select access.person()) is not null);
create policy change on crm.dunning_step for all to hub_app using ((select access.may('dunning', 'change'))) with check ((select access.may('dunning', 'change')));

insert into access.permission (role, noun, verb, scope)
select role, noun, 'send', 'all' from (values ('administrator'), ('accountant')) as r (role),
  (values ('quote'), ('order'), ('invoice'), ('credit_note')) as n (noun);
insert into access.permission (role, noun, verb, scope) values
  ('manager', 'quote', 'send', 'all'), ('manager', 'order', 'send', 'all'),
  ('sales-executive', 'quote', 'send', 'own'), ('sales-executive', 'order', 'send', 'own'),
  ('administrator', 'dunning', 'change', 'all'), ('accountant', 'dunning', 'change', 'all');
