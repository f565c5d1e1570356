-- Feedback on records and people. Personal feedback, on a colleague, is seen by that colleague, by whoever gave it, and by those with the
-- right feedback:personal. The author of confidential feedback stands in no column of the row and in no change event: only here.

create table crm.feedback (
  id uuid primary key,
  number text not null unique,
  about_noun text not null,
  about_id uuid not null,
  kind text not null check (kind in ('nps', 'csat', 'ces', 'rating', 'bug', 'idea', 'review')),
  score int,
  scale int check (scale > 0),
  text text,
  from_id uuid references crm.party,
  channel text,
  themes text[],
  asked_at timestamptz,
  answered_at timestamptz not null default now(),
  status text not null default 'open' check (status in ('open', 'resolved')),
  resolution text,
  personal boolean not null default false,
  confidential boolean not null default false,
  owner_id uuid references access.person,    -- who gave or recorded it
  group_id uuid references access.team_group,
  custom jsonb not null default '{}',
  external_id text unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  search text generated always as (crm.fold(coalesce(left(text, 2000), ''))) stored,
  check (personal = (about_noun = 'person')),
  check (not confidential or (personal and owner_id is null)),
  check (score between (case when kind = 'nps' then 0 else 1 end) and scale)
);
create index feedback_about on crm.feedback (about_id, answered_at desc, id desc) where removed_at is null;
create index feedback_answered on crm.feedback (answered_at desc, id desc) where removed_at is null;
create index feedback_owner on crm.feedback (owner_id, answered_at desc, id desc) where removed_at is null;
create index feedback_kind on crm.feedback (kind, id) where removed_at is null;
create index feedback_status on crm.feedback (status, id) where removed_at is null;
create index feedback_channel on crm.feedback (channel, id) where removed_at is null;
create index feedback_from on crm.feedback (from_id, id) where removed_at is null;
create index feedback_search on crm.feedback using gin (search gin_trgm_ops);
grant select, insert, update on crm.feedback to hub_app;

-- Who gave confidential feedback: known to that person, and to an audit by anybody but the subject.
create table crm.feedback_author (
  feedback_id uuid primary key,
  person_id uuid not null references access.person,
  subject_id uuid not null references access.person
);
create index feedback_author_person on crm.feedback_author (person_id);
grant select, insert on crm.feedback_author to hub_app;

-- Who made a change whose event must not say so.
create table hub.hidden_actor (
  id uuid primary key references hub.change_event (id),
  actor_id uuid not null,
  hidden_from uuid not null,
  via text,
  source_ref jsonb not null,
  at timestamptz not null default now()
);
create index hidden_actor_actor on hub.hidden_actor (actor_id);
grant select, insert on hub.hidden_actor to hub_app;

insert into access.permission (role, noun, verb, scope) values
  ('administrator', 'feedback', 'view', 'all'),
  ('administrator', 'feedback', 'add', 'all'),
  ('administrator', 'feedback', 'change', 'all'),
  ('administrator', 'feedback', 'remove', 'all'),
  ('administrator', 'feedback', 'resolve', 'all'),
  ('administrator', 'feedback', 'personal', 'all'),
  ('administrator', 'feedback', 'audit', 'all'),
  ('manager', 'feedback', 'view', 'all'),
  ('manager', 'feedback', 'add', 'own'),
  ('manager', 'feedback', 'change', 'own'),
  ('manager', 'feedback', 'remove', 'own'),
  ('manager', 'feedback', 'resolve', 'all'),
  ('manager', 'feedback', 'personal', 'all'),
  ('sales-executive', 'feedback', 'view', 'team'),
  ('sales-executive', 'feedback', 'add', 'own'),
  ('sales-executive', 'feedback', 'change', 'own'),
  ('sales-executive', 'feedback', 'remove', 'own'),
  ('sales-executive', 'feedback', 'resolve', 'own'),
  ('accountant', 'feedback', 'view', 'own'),
  ('accountant', 'feedback', 'add', 'own'),
  ('accountant', 'feedback', 'change', 'own'),
  ('accountant', 'feedback', 'remove', 'own'),
  ('product-developer', 'feedback', 'view', 'all'),
  ('product-developer', 'feedback', 'add', 'own'),
  ('product-developer', 'feedback', 'change', 'own'),
  ('product-developer', 'feedback', 'remove', 'own'),
  ('product-developer', 'feedback', 'resolve', 'all'),
  ('support', 'feedback', 'view', 'all'),
  ('support', 'feedback', 'add', 'own'),
  ('support', 'feedback', 'change', 'own'),
  ('support', 'feedback', 'remove', 'own'),
  ('support', 'feedback', 'resolve', 'all');

alter table crm.feedback_author enable row level security;
alter table crm.feedback_author force row level security;
create policy see on crm.feedback_author for select to hub_app using (
  person_id = (select access.person())
  or ((select access.may('feedback', 'audit')) and subject_id is distinct from (select access.person())));
create policy add on crm.feedback_author for insert to hub_app with check (
  person_id = (select access.person()) and (select access.may('feedback', 'add')));

alter table hub.hidden_actor enable row level security;
alter table hub.hidden_actor force row level security;
create policy see on hub.hidden_actor for select to hub_app using (
  actor_id = (select access.person())
  or ((select access.may('feedback', 'audit')) and hidden_from is distinct from (select access.person())));
create policy add on hub.hidden_actor for insert to hub_app with check (actor_id = (select access.person()));

alter table crm.feedback enable row level security;
alter table crm.feedback force row level security;
create policy see on crm.feedback for select to hub_app using (
  case when personal then
    (select access.may('feedback', 'personal'))
    or ((select access.may('feedback', 'view')) and ((select access.person()) in (owner_id, about_id)
      or exists (select from crm.feedback_author a where a.feedback_id = id and a.person_id = (select access.person()))))
  else
    (select access.everything('feedback', 'view'))
    or owner_id = any (coalesce((select access.owners('feedback', 'view')), '{}'))
    or group_id = any (coalesce((select access.groups('feedback', 'view')), '{}'))
    or exists (select from crm.party p where p.id = about_id and p.owner_id = any (coalesce((select access.owners('feedback', 'view')), '{}')))
    or exists (select from crm.product p where p.id = about_id and p.owner_id = any (coalesce((select access.owners('feedback', 'view')), '{}')))
  end);
create policy add on crm.feedback for insert to hub_app with check (
  case when confidential then (select access.may('feedback', 'add'))
  else
    (select access.everything('feedback', 'add'))
    or owner_id = any (coalesce((select access.owners('feedback', 'add')), '{}'))
    or group_id = any (coalesce((select access.groups('feedback', 'add')), '{}'))
  end);
create policy change on crm.feedback for update to hub_app using (
  case when personal then
    (about_id is distinct from (select access.person()) and (
      (select access.everything('feedback', 'change')) or (select access.everything('feedback', 'remove'))
      or ((select access.may('feedback', 'personal')) and (select access.may('feedback', 'resolve')))))
    or (((select access.may('feedback', 'change')) or (select access.may('feedback', 'remove'))) and (owner_id = (select access.person())
      or exists (select from crm.feedback_author a where a.feedback_id = id and a.person_id = (select access.person()))))
  else
    (select access.everything('feedback', 'change')) or (select access.everything('feedback', 'remove'))
    or (select access.everything('feedback', 'resolve'))
    or owner_id = any (coalesce((select access.owners('feedback', 'change') || access.owners('feedback', 'remove') || access.owners('feedback', 'resolve')), '{}'))
    or group_id = any (coalesce((select access.groups('feedback', 'change') || access.groups('feedback', 'remove') || access.groups('feedback', 'resolve')), '{}'))
    or exists (select from crm.party p where p.id = about_id and p.owner_id = any (coalesce((select access.owners('feedback', 'resolve')), '{}')))
    or exists (select from crm.product p where p.id = about_id and p.owner_id = any (coalesce((select access.owners('feedback', 'resolve')), '{}')))
  end)
  with check (true);

-- Analytics counts feedback on people without saying on whom, and never who gave it.
grant select on crm.feedback to hub_view;
create policy insight on crm.feedback for select to hub_view using (true);
create view insight.feedback as
select f.id, f.number, f.kind, f.score, f.scale,
  case when f.kind = 'nps' then case when f.score >= 9 then 'promoter' when f.score >= 7 then 'passive' when f.score is not null then 'detractor' end end as nps_class,
  case when f.personal then 'person' else f.about_noun end as about_noun,
  case when not f.personal then f.about_id end as about_id,
  coalesce(p.name, d.name) as about_title,
  f.from_id, f.channel, f.status, f.answered_at,
  case when not f.personal then f.owner_id end as owner_id,
  coalesce(p.owner_id, d.owner_id) as about_owner_id,
  f.created_at, f.removed_at
from crm.feedback f
left join crm.party p on not f.personal and p.id = f.about_id
left join crm.product d on not f.personal and d.id = f.about_id;
comment on view insight.feedback is
  '{"depends": {"party": "about_id", "product": "about_id"}, "scope": ["owner_id", "about_owner_id"]}';
alter view insight.feedback owner to hub_view;
grant select on insight.feedback to hub_insight;

-- Everybody above a person, along the present chain of managers.
create function access.superiors(of uuid) returns uuid[]
language sql stable security definer set search_path = ''
as $$
  with recursive above as (
    select e.manager_id as id from access.employment e
    where e.person_id = of and e.manager_id is not null and e.valid_from <= now() and (e.valid_to is null or e.valid_to > now())
    union
    select e.manager_id from above a join access.employment e on e.person_id = a.id
    where e.manager_id is not null and e.valid_from <= now() and (e.valid_to is null or e.valid_to > now())
  )
  select coalesce(array_agg(id), '{}') from above
$$;

-- Whether one of a person's present roles grants a right.
create function access.holds_right(of uuid, a_noun text, a_verb text) returns boolean
language sql stable security definer set search_path = ''
as $$
  select exists (
    select from access.person_role r
    join access.person who on who.id = r.person_id and who.disabled_at is null
    join access.permission p on p.role = r.role
    where r.person_id = of and p.noun = a_noun and p.verb = a_verb
      and r.valid_from <= now() and (r.valid_to is null or r.valid_to > now()))
$$;
revoke all on function access.superiors(uuid), access.holds_right(uuid, text, text) from public;
grant execute on function access.superiors(uuid), access.holds_right(uuid, text, text) to hub_app;
