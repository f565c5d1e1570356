-- Standing questions, and when they were asked. Nothing of a series is written out but its next time.

create table crm.question (
  id uuid primary key,
  number text not null unique,
  question text not null,
  starts timestamptz not null,
  time_zone text,                             -- IANA name
  rrule text,                                 -- RFC 5545; null: once
  room text,                                  -- Matrix id; null: answered in private
  due_at timestamptz,                         -- when it is asked next
  attempts int not null default 0,
  retry_at timestamptz,
  problem text,                               -- why it was not answered the last time; said once
  wake_at timestamptz generated always as (greatest(due_at, retry_at)) stored,
  owner_id uuid references access.person,     -- with whose rights it is asked
  group_id uuid references access.team_group,
  custom jsonb not null default '{}',
  external_id text unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  search text generated always as (crm.fold(question)) stored
);
create index question_wake on crm.question (wake_at) where removed_at is null and due_at is not null;
create index question_question on crm.question (lower(question), id) where removed_at is null;
create index question_starts on crm.question (starts, id) where removed_at is null;
create index question_owner on crm.question (owner_id, id) where removed_at is null;
create index question_search on crm.question using gin (search gin_trgm_ops);

-- What was asked. The key is why an occurrence cannot be asked twice.
create table crm.question_firing (
  question_id uuid not null references crm.question,
  occurrence timestamptz not null,
  fired_at timestamptz not null default clock_timestamp(),
  answered boolean not null,
  primary key (question_id, occurrence)
);

grant select, insert, update on crm.question to hub_app;
grant select, insert on crm.question_firing to hub_app;

alter table crm.question enable row level security;
alter table crm.question force row level security;
create policy see on crm.question for select to hub_app using (
  (select access.everything('question', 'view'))
  or owner_id = any (coalesce((select access.owners('question', 'view')), '{}'))
  or group_id = any (coalesce((select access.groups('question', 'view')), '{}')));
create policy add on crm.question for insert to hub_app with check (
  (select access.everything('question', 'add'))
  or owner_id = any (coalesce((select access.owners('question', 'add')), '{}'))
  or group_id = any (coalesce((select access.groups('question', 'add')), '{}')));
create policy change on crm.question for update to hub_app using (
  (select access.everything('question', 'change')) or (select access.everything('question', 'remove'))
  or owner_id = any (coalesce((select access.owners('question', 'change') || access.owners('question', 'remove')), '{}'))
  or group_id = any (coalesce((select access.groups('question', 'change') || access.groups('question', 'remove')), '{}')))
  with check (true);

-- The loop that asks serves everybody, so it is no person: it says what it is, and asks as each owner.
create policy job on crm.question for all to hub_app
  using ((select current_setting('hub.job', true)) = 'questions') with check ((select current_setting('hub.job', true)) = 'questions');
alter table crm.question_firing enable row level security;
alter table crm.question_firing force row level security;
create policy see on crm.question_firing for select to hub_app using (
  exists (select from crm.question q where q.id = question_id));
create policy job on crm.question_firing for insert to hub_app
  with check ((select current_setting('hub.job', true)) = 'questions');

-- Everybody asks for themselves; an administrator sees what rooms are told, and stops it.
insert into access.permission (role, noun, verb, scope)
select role, 'question', verb, case when role = 'administrator' and verb in ('view', 'remove') then 'all' else 'own' end
from (values ('administrator'), ('manager'), ('sales-executive'), ('accountant'), ('product-developer'), ('support')) as r (role),
  (values ('view'), ('add'), ('change'), ('remove')) as v (verb);

select access.follow_rules('question');
