-- What people say of themselves beyond name and picture, and tokens by which other services learn who somebody is.
create table chat.profile_field (
  user_id text not null,
  name    text not null,
  value   text not null,            -- JSON
  primary key (user_id, name)
);

create table chat.openid_token (
  hash       bytea primary key,
  user_id    text not null,
  expires_at timestamptz not null
);
grant select, insert, update, delete on chat.profile_field, chat.openid_token to hub_app;
