-- What is under way between the bots and a person at a place; forgotten when it expires.
create table hub.conversation (
  place text not null,
  thread text not null default '',
  person text not null,
  state jsonb not null,
  expires_at timestamptz not null,
  primary key (place, thread, person)
);
create index conversation_expires on hub.conversation (expires_at);

-- How a person wants their words read and times shown.
create table hub.preference (
  person_id uuid primary key,
  time_zone text,
  locale text
);

grant select, insert, update, delete on hub.conversation, hub.preference to hub_app;

-- What stays in order within a source, such as a room: a lane with much to do leaves room for the others.
alter table hub.inbox add column lane text not null default '';
create index inbox_lane on hub.inbox (source, lane, received_at, id) where settled_at is null;
