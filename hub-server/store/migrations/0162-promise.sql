-- What was promised in conversation by a date: proposed as a to-do, and nothing until whoever promised accepts it.

create table crm.promise (
  id uuid primary key,
  number text not null unique,
  state text not null default 'proposed' check (state in ('proposed', 'accepted', 'dismissed')),
  what text not null,
  said text,                                  -- the words
  said_at timestamptz not null,
  due timestamptz not null,
  all_day boolean not null default false,
  time_zone text not null,                    -- IANA name
  room text,
  event text,                                 -- the message
  about_noun text,
  about_id uuid,
  todo_id uuid references crm.todo,
  person_id uuid not null references access.person,  -- who said it
  created_at timestamptz not null default now(),
  decided_at timestamptz,
  check ((state = 'accepted') = (todo_id is not null))
);
create unique index promise_event on crm.promise (coalesce(room, ''), event) where event is not null;
create index promise_person on crm.promise (person_id, due, id) where state = 'proposed';
create index promise_due on crm.promise (state, due, id);
create index promise_about on crm.promise (about_id) where about_id is not null;
create index promise_todo on crm.promise (todo_id) where todo_id is not null;

grant select, insert, update on crm.promise to hub_app;

-- Whose to-dos one may see, their promises one may see; whose one may add, theirs one may accept.
alter table crm.promise enable row level security;
alter table crm.promise force row level security;
create policy see on crm.promise for select to hub_app using (
  (select access.everything('todo', 'view')) or person_id = any (coalesce((select access.owners('todo', 'view')), '{}')));
create policy add on crm.promise for insert to hub_app with check (
  (select access.everything('todo', 'add')) or person_id = any (coalesce((select access.owners('todo', 'add')), '{}')));
create policy change on crm.promise for update to hub_app using (
  (select access.everything('todo', 'add')) or person_id = any (coalesce((select access.owners('todo', 'add')), '{}')))
  with check (true);

-- Merging runs as the owner, who is bound by FORCE unless a superuser.
do $$
begin
  execute format('create policy merged on crm.promise for all to %I using (true) with check (true)', current_user);
end
$$;

-- The radar looks at the last days of contact of each customer.
create index interaction_contact on crm.interaction (party_id, at desc)
  where removed_at is null and channel <> 'note' and direction is distinct from 'internal';
