-- Accounts, devices and tokens. Plain tokens are never stored: only their SHA-256.
create table identity.account (
  user_id        text primary key,
  localpart      text not null unique,
  display_name   text,
  avatar_url     text,
  password       text,
  admin          boolean not null default false,
  appservice     text,
  created_at     timestamptz not null,
  deactivated_at timestamptz
);

create table identity.device (
  user_id      text not null references identity.account on delete cascade,
  device_id    text not null,
  name         text,
  created_at   timestamptz not null,
  last_seen_at timestamptz,
  primary key (user_id, device_id)
);

create table identity.token (
  hash         bytea primary key,
  id           text not null unique,
  kind         text not null check (kind in ('session', 'api', 'embed', 'link')),
  user_id      text not null references identity.account on delete cascade,
  device_id    text,
  label        text,
  record       text,
  origin       text,
  created_at   timestamptz not null,
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz
);
create index token_user on identity.token (user_id) where revoked_at is null;

-- Attempts to sign in, counted before the password is checked so that parallel guesses cannot slip through.
create table identity.attempt (
  subject text primary key,
  since   timestamptz not null,
  count   integer not null
);
create index attempt_since on identity.attempt (since);

grant usage on schema identity to hub_app;
grant select, insert, update on identity.account to hub_app;
grant select, insert, update, delete on identity.device, identity.token, identity.attempt to hub_app;
