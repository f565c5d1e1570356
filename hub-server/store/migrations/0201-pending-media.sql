-- Addresses of files that are yet to come: a client may send a message first, and the file after it ("Asynchronous uploads").
create table chat.pending_media (
  id         text primary key,
  user_id    text not null,
  expires_at timestamptz not null
);
create index pending_media_user on chat.pending_media (user_id);
create index pending_media_expiry on chat.pending_media (expires_at);
grant select, insert, delete on chat.pending_media to hub_app;
