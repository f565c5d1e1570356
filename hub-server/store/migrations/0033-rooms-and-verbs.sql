-- A record's room, made the first time it is opened or written to.
create table crm.room (
  record_id uuid primary key,
  noun text not null,
  room_id text not null unique,
  created_at timestamptz not null default now()
);

-- Which event in which room speaks of which record and change.
create table crm.message_link (
  room_id text not null,
  event_id text not null,
  change uuid not null,
  record_id uuid,
  card jsonb not null,
  created_at timestamptz not null default now(),
  primary key (room_id, event_id)
);
create index message_link_change on crm.message_link (change);

create table crm.verb (
  verb text primary key,
  position int not null,
  body jsonb not null
);

grant select, insert, update, delete on crm.room, crm.verb to hub_app;
grant select, insert, update on crm.message_link to hub_app;

alter table hub.inbox add column attempts int not null default 0;
