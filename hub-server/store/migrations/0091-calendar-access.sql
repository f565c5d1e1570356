-- Who may what in the calendar. Everybody plans their own; a manager assigns to the team and sees what the team does; a meeting is
-- seen by its organiser, by those who take part, and by their managers.
insert into access.permission (role, noun, verb, scope)
select 'administrator', noun, verb, 'all'
from (values ('todo'), ('meeting'), ('reminder')) as n (noun), (values ('view'), ('add'), ('change'), ('remove')) as v (verb);
insert into access.permission (role, noun, verb, scope)
select role, noun, verb, case when role = 'manager' and (noun = 'todo' or noun || verb in ('meetingview', 'reminderadd')) then 'team' else 'own' end
from (values ('manager'), ('sales-executive'), ('accountant'), ('product-developer'), ('support')) as r (role),
  (values ('todo'), ('meeting'), ('reminder')) as n (noun), (values ('view'), ('add'), ('change'), ('remove')) as v (verb);
insert into access.permission (role, noun, verb, scope)
select role, 'meeting', 'answer', 'own' from access.role;

alter table crm.todo enable row level security;
alter table crm.todo force row level security;
create policy see on crm.todo for select to hub_app using (
  (select access.everything('todo', 'view'))
  or owner_id = any (coalesce((select access.owners('todo', 'view')), '{}'))
  or group_id = any (coalesce((select access.groups('todo', 'view')), '{}')));
create policy add on crm.todo for insert to hub_app with check (
  (select access.everything('todo', 'add'))
  or owner_id = any (coalesce((select access.owners('todo', 'add')), '{}'))
  or group_id = any (coalesce((select access.groups('todo', 'add')), '{}')));
create policy change on crm.todo for update to hub_app using (
  (select access.everything('todo', 'change')) or (select access.everything('todo', 'remove'))
  or owner_id = any (coalesce((select access.owners('todo', 'change') || access.owners('todo', 'remove')), '{}'))
  or group_id = any (coalesce((select access.groups('todo', 'change') || access.groups('todo', 'remove')), '{}')))
  with check (true);

alter table crm.meeting enable row level security;
alter table crm.meeting force row level security;
create policy see on crm.meeting for select to hub_app using (
  (select access.everything('meeting', 'view'))
  or owner_id = any (coalesce((select access.owners('meeting', 'view')), '{}'))
  or group_id = any (coalesce((select access.groups('meeting', 'view')), '{}'))
  or attendee_ids && coalesce((select access.owners('meeting', 'view')), '{}'));
create policy add on crm.meeting for insert to hub_app with check (
  (select access.everything('meeting', 'add'))
  or owner_id = any (coalesce((select access.owners('meeting', 'add')), '{}'))
  or group_id = any (coalesce((select access.groups('meeting', 'add')), '{}')));
create policy change on crm.meeting for update to hub_app using (
  (select access.everything('meeting', 'change')) or (select access.everything('meeting', 'remove'))
  or owner_id = any (coalesce((select access.owners('meeting', 'change') || access.owners('meeting', 'remove')), '{}'))
  or group_id = any (coalesce((select access.groups('meeting', 'change') || access.groups('meeting', 'remove')), '{}')))
  with check (true);

-- Whoever sees a meeting sees who takes part; whoever may change it says who does; everybody answers for themselves.
alter table crm.meeting_attendee enable row level security;
alter table crm.meeting_attendee force row level security;
create policy see on crm.meeting_attendee for select to hub_app using (
  exists (select from crm.meeting m where m.id = meeting_id));
create policy write on crm.meeting_attendee for all to hub_app using (
  exists (select from crm.meeting m where m.id = meeting_id and (
    (select access.everything('meeting', 'change'))
    or m.owner_id = any (coalesce((select access.owners('meeting', 'change')), '{}'))
    or m.group_id = any (coalesce((select access.groups('meeting', 'change')), '{}')))));
create policy answer on crm.meeting_attendee for update to hub_app
  using (person_id = (select access.person()) and (select access.may('meeting', 'answer')))
  with check (person_id = (select access.person()));

-- The firing loop serves everybody, so it is no person: it says what it is, and what it tells passes each person's own rights.
alter table crm.reminder enable row level security;
alter table crm.reminder force row level security;
create policy see on crm.reminder for select to hub_app using (
  (select access.everything('reminder', 'view'))
  or owner_id = any (coalesce((select access.owners('reminder', 'view')), '{}'))
  or group_id = any (coalesce((select access.groups('reminder', 'view')), '{}')));
create policy add on crm.reminder for insert to hub_app with check (
  (select access.everything('reminder', 'add'))
  or owner_id = any (coalesce((select access.owners('reminder', 'add')), '{}'))
  or group_id = any (coalesce((select access.groups('reminder', 'add')), '{}')));
create policy change on crm.reminder for update to hub_app using (
  (select access.everything('reminder', 'change')) or (select access.everything('reminder', 'remove'))
  or owner_id = any (coalesce((select access.owners('reminder', 'change') || access.owners('reminder', 'remove')), '{}'))
  or group_id = any (coalesce((select access.groups('reminder', 'change') || access.groups('reminder', 'remove')), '{}')))
  with check (true);
create policy job on crm.reminder for all to hub_app
  using ((select current_setting('hub.job', true)) = 'reminders') with check ((select current_setting('hub.job', true)) = 'reminders');

alter table crm.reminder_firing enable row level security;
alter table crm.reminder_firing force row level security;
create policy see on crm.reminder_firing for select to hub_app using (
  exists (select from crm.reminder r where r.id = reminder_id));
create policy job on crm.reminder_firing for insert to hub_app
  with check ((select current_setting('hub.job', true)) = 'reminders');

-- A feed belongs to its person; whoever holds the secret, whose hash the hub sets, finds that one row.
alter table crm.calendar_feed enable row level security;
alter table crm.calendar_feed force row level security;
create policy own on crm.calendar_feed for all to hub_app
  using (person_id = (select access.person())) with check (person_id = (select access.person()));
create policy secret on crm.calendar_feed for select to hub_app
  using (encode(hash, 'hex') = (select current_setting('hub.feed', true)));

-- The functions of 0090 run as the owner, who is bound by FORCE unless a superuser.
do $$
declare
  target text;
begin
  foreach target in array array['meeting', 'meeting_attendee'] loop
    execute format('create policy owner on crm.%I for all to %I using (true) with check (true)', target, current_user);
  end loop;
end
$$;
