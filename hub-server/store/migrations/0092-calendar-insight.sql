-- What analytics may see of the calendar: who plans how much, not what is said there.
grant select on crm.todo, crm.meeting, crm.meeting_attendee to hub_view;
create policy insight on crm.todo for select to hub_view using (true);
create policy insight on crm.meeting for select to hub_view using (true);
create policy insight on crm.meeting_attendee for select to hub_view using (true);

create view insight.todo as
select t.id, t.number, t.title, t.about_noun, t.about_id, p.id as party_id, p.name as party_title, t.status, t.priority, t.due, t.rrule is not null as repeats, t.done_at,
  t.owner_id, o.name as owner_name, t.created_at, t.removed_at
from crm.todo t left join crm.party p on p.id = t.about_id left join access.person o on o.id = t.owner_id;
comment on view insight.todo is '{"depends": {"party": ["party_id", "owner_id"]}, "scope": ["owner_id"]}';

create view insight.meeting as
select m.id, m.number, m.title, m.about_noun, m.about_id, p.id as party_id, p.name as party_title, m.status, m.starts, m.ends,
  (extract(epoch from m.ends - m.starts) / 60)::int as minutes, m.all_day, m.rrule is not null as repeats,
  (select count(*) from crm.meeting_attendee a where a.meeting_id = m.id)::int as attendees,
  (select count(*) from crm.meeting_attendee a where a.meeting_id = m.id and a.answer = 'accepted' and a.answered_for = m.starts)::int as accepted,
  m.owner_id, o.name as owner_name, m.created_at, m.removed_at
from crm.meeting m left join crm.party p on p.id = m.about_id left join access.person o on o.id = m.owner_id;
comment on view insight.meeting is '{"depends": {"party": ["party_id", "owner_id"]}, "scope": ["owner_id"]}';

alter view insight.todo owner to hub_view;
alter view insight.meeting owner to hub_view;
grant select on insight.todo, insight.meeting to hub_insight;
