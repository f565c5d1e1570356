-- Refresh tokens, invitations to register, guests, and people who asked to be erased.
alter table identity.token drop constraint token_kind_check;
alter table identity.token add constraint token_kind_check
  check (kind in ('session', 'api', 'embed', 'link', 'refresh'));
create index token_device on identity.token (user_id, device_id) where device_id is not null;

alter table identity.account add column erased_at timestamptz, add column guest boolean not null default false;

-- Whoever holds one may make an account; spent in the statement that checks it.
create table identity.invitation (
  hash       bytea primary key,
  uses_left  integer not null check (uses_left >= 0),
  created_at timestamptz not null,
  expires_at timestamptz not null
);
grant select, insert, update, delete on identity.invitation to hub_app;
