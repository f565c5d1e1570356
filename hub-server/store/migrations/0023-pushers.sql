-- Where people's phones want to be told. A pusher belongs to a session and goes with it.
create table chat.pusher (
  user_id    text not null,
  app_id     text not null,
  pushkey    text not null,
  device_id  text,
  format     text not null,         -- what the client said of itself, as JSON
  seq        bigint not null,       -- everything up to here was pushed, or was not worth it
  created_at timestamptz not null,
  primary key (user_id, app_id, pushkey),
  foreign key (user_id, device_id) references identity.device on delete cascade
);
create index pusher_pushkey on chat.pusher (app_id, pushkey);
grant select, insert, update, delete on chat.pusher to hub_app;
