-- The calendar: to-dos, meetings with those who take part, reminders and what they fired, and the secret links of calendar feeds.
-- A series is stored as its rule; nothing of it is written out but the next firing of a reminder.

create table crm.todo (
  id uuid primary key,
  number text not null unique,
  title text not null,
  about_noun text,
  about_id uuid,
  status text not null default 'open' check (status in ('open', 'done', 'cancelled')),
  priority text,
  due timestamptz,
  all_day boolean,
  time_zone text,                             -- IANA name
  rrule text,                                 -- RFC 5545; null: once
  repeats_from timestamptz,                   -- DTSTART of the series; `due` is its present occurrence
  done_at timestamptz,
  uid text,                                   -- of the calendar it was imported from
  note text,
  owner_id uuid references access.person,     -- who is to do it
  group_id uuid references access.team_group,
  custom jsonb not null default '{}',
  external_id text unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  search text generated always as (crm.fold(title || ' ' || coalesce(left(note, 2000), ''))) stored
);
create index todo_due on crm.todo (coalesce(due, 'infinity'), id) where removed_at is null;
create index todo_owner on crm.todo (owner_id, due) where removed_at is null;
create index todo_title on crm.todo (lower(title), id) where removed_at is null;
create index todo_about on crm.todo (about_id, id) where about_id is not null;
create index todo_status on crm.todo (status, id) where removed_at is null;
create index todo_priority on crm.todo (priority, id) where removed_at is null;
create index todo_search on crm.todo using gin (search gin_trgm_ops);

-- An occurrence that was moved or renamed is a meeting of its own that names its series and which occurrence it replaces, as in
-- RFC 5545 (RECURRENCE-ID). So it has its own answers, its own history, and is undone like any other record.
create table crm.meeting (
  id uuid primary key,
  number text not null unique,
  title text not null,
  about_noun text,
  about_id uuid,
  starts timestamptz not null,
  ends timestamptz not null,
  time_zone text not null,                    -- IANA name
  all_day boolean,
  location text,
  status text not null default 'confirmed' check (status in ('confirmed', 'cancelled')),
  rrule text,
  rdate text[],                               -- ISO 8601 in UTC
  exdate text[],
  series_id uuid references crm.meeting,
  recurrence_id timestamptz,                  -- the start that this occurrence would have had
  uid text,
  note text,
  last_end timestamptz,                       -- end of the last occurrence; null: it never ends
  attendee_ids uuid[] not null default '{}',  -- kept by a trigger; people who take part, for access
  owner_id uuid references access.person,     -- organiser
  group_id uuid references access.team_group,
  custom jsonb not null default '{}',
  external_id text unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  search text generated always as (
    crm.fold(title || ' ' || coalesce(location, '') || ' ' || coalesce(left(note, 2000), ''))) stored,
  check (ends >= starts),
  check ((series_id is null) = (recurrence_id is null))
);
create index meeting_by_start on crm.meeting (starts, id) where removed_at is null;
create index meeting_owner on crm.meeting (owner_id, starts) where removed_at is null;
create index meeting_title on crm.meeting (lower(title), id) where removed_at is null;
create index meeting_about on crm.meeting (about_id, id) where about_id is not null;
create index meeting_status on crm.meeting (status, id) where removed_at is null;
create index meeting_series on crm.meeting (series_id, id) where series_id is not null;
create unique index meeting_occurrence on crm.meeting (series_id, recurrence_id) where series_id is not null and removed_at is null;
create index meeting_attendees on crm.meeting using gin (attendee_ids);
create index meeting_search on crm.meeting using gin (search gin_trgm_ops);

create table crm.meeting_attendee (
  id uuid primary key,
  meeting_id uuid not null references crm.meeting,
  person_id uuid references access.person,
  email text,                                 -- of somebody outside the company
  name text,
  answer text not null default 'needs-action' check (answer in ('needs-action', 'accepted', 'declined', 'tentative')),
  answered_at timestamptz,
  answered_for timestamptz,                   -- the start that was answered: after a move nobody has agreed yet
  check ((person_id is null) <> (email is null))
);
create unique index meeting_attendee_person on crm.meeting_attendee (meeting_id, person_id) where person_id is not null;
create unique index meeting_attendee_email on crm.meeting_attendee (meeting_id, lower(email)) where email is not null;

create table crm.reminder (
  id uuid primary key,
  number text not null unique,
  text text,
  todo_id uuid references crm.todo,
  meeting_id uuid references crm.meeting,
  before_s int,
  at timestamptz,
  time_zone text,
  rrule text,
  channel text not null default 'chat',
  everybody boolean,
  room text,
  snoozed_until timestamptz,
  occurrence timestamptz,                     -- the one whose firing is next: a meeting's start, a to-do's due time, or `at`
  due_at timestamptz,                         -- when that firing is due
  stale boolean not null default true,        -- what it hangs on changed: `due_at` is computed anew before anything fires
  attempts int not null default 0,
  retry_at timestamptz,
  last_error text,
  -- When to look at it again. The only thing that the firing loop asks for.
  wake_at timestamptz generated always as (
    greatest(case when stale then '-infinity' else least(due_at, snoozed_until) end, retry_at)) stored,
  owner_id uuid references access.person,     -- who is reminded
  group_id uuid references access.team_group,
  custom jsonb not null default '{}',
  external_id text unique,
  version int not null default 1,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  removed_at timestamptz,
  search text generated always as (crm.fold(coalesce(text, ''))) stored
);
create index reminder_wake on crm.reminder (wake_at) where removed_at is null and wake_at is not null;
create index reminder_at on crm.reminder (coalesce(at, 'infinity'), id) where removed_at is null;
create index reminder_owner on crm.reminder (owner_id, id) where removed_at is null;
create index reminder_todo on crm.reminder (todo_id) where todo_id is not null;
create index reminder_meeting on crm.reminder (meeting_id) where meeting_id is not null;
create index reminder_search on crm.reminder using gin (search gin_trgm_ops);

-- What fired. The key is why an occurrence cannot fire twice.
create table crm.reminder_firing (
  reminder_id uuid not null references crm.reminder,
  occurrence timestamptz not null,
  due_at timestamptz not null,
  fired_at timestamptz not null default clock_timestamp(),
  told int not null,                          -- people; 0: nobody had the right to see it any more
  primary key (reminder_id, occurrence)
);

-- Secret links. The secret itself is never kept.
create table crm.calendar_feed (
  id uuid primary key,
  person_id uuid not null references access.person,
  hash bytea not null unique,
  label text,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index calendar_feed_person on crm.calendar_feed (person_id);

grant select, insert, update on crm.todo, crm.meeting, crm.reminder, crm.calendar_feed to hub_app;
grant select, insert, update, delete on crm.meeting_attendee to hub_app;
grant select, insert on crm.reminder_firing to hub_app;

-- Who takes part is a question of access, so the meeting itself carries it.
create function crm.follow_attendees() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  changed uuid := coalesce(new.meeting_id, old.meeting_id);
begin
  update crm.meeting set attendee_ids = coalesce(
    (select array_agg(a.person_id order by a.person_id) from crm.meeting_attendee a
     where a.meeting_id = changed and a.person_id is not null), '{}')
  where id = changed;
  return null;
end
$$;
create trigger follow_attendees after insert or delete or update of person_id on crm.meeting_attendee
  for each row execute function crm.follow_attendees();
revoke all on function crm.follow_attendees() from public;

-- When people are busy is no secret among colleagues; with what, is. So this tells times and nothing else.
create function crm.busy(people uuid[], since timestamptz, until timestamptz)
returns table (person_id uuid, meeting_id uuid, starts timestamptz, ends timestamptz, time_zone text, all_day boolean,
  rrule text, rdate text[], exdate text[], replaced timestamptz[])
language sql stable security definer set search_path = ''
as $$
  select who.person_id, m.id, m.starts, m.ends, m.time_zone, m.all_day, m.rrule, m.rdate, m.exdate,
    array(select o.recurrence_id from crm.meeting o where o.series_id = m.id and o.removed_at is null)
  from crm.meeting m
  cross join lateral (
    select m.owner_id as person_id
    union
    select a.person_id from crm.meeting_attendee a where a.meeting_id = m.id
      and (a.answer <> 'declined' or a.answered_for is distinct from m.starts)
  ) who
  left join crm.meeting series on series.id = m.series_id
  where access.may('meeting', 'view') and m.removed_at is null and m.status = 'confirmed'
    and (series.id is null or (series.removed_at is null and series.status = 'confirmed'))
    and m.starts < until and (m.last_end is null or m.last_end > since)
    and (m.owner_id = any (people) or m.attendee_ids && people) and who.person_id = any (people)
$$;
revoke all on function crm.busy(uuid[], timestamptz, timestamptz) from public;
grant execute on function crm.busy(uuid[], timestamptz, timestamptz) to hub_app;
