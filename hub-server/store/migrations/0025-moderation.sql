-- Rooms that an application service lists under a network of its own, and what people report to administrators.
create table chat.room_network (
  as_id   text not null,
  network text not null,
  room    bigint not null,
  primary key (as_id, network, room)
);

create table chat.report (
  id         bigint generated always as identity primary key,
  reporter   text not null,
  room       bigint,
  event_id   text,
  user_id    text,                 -- whom it is about
  reason     text not null,
  score      integer,              -- -100 most offensive, 0 inoffensive
  created_at timestamptz not null,
  settled_at timestamptz,
  settled_by text
);
create index report_open on chat.report (id) where settled_at is null;

grant select, insert, update, delete on chat.room_network, chat.report to hub_app;
