-- What other chats need kept, because the bots hold no data: where our app is installed, who is who there, and which channel hears
-- which room.

-- An installation with its tokens, sealed by the bots: the hub has no key to it.
create table hub.installation (
  surface text not null,
  id text not null,
  sealed text not null,
  installed_at timestamptz not null,
  primary key (surface, id)
);

-- A code by which a person proves in another chat who they are: shown once, used once.
create table hub.account_code (
  hash bytea primary key,
  person_id uuid not null references access.person,
  expires_at timestamptz not null
);
create index account_code_person on hub.account_code (person_id);

-- Where in another chat a person was last met, so that what is said to them in their direct room reaches them there too.
create table hub.account_reach (
  surface text not null,
  account text not null,
  person_id uuid not null references access.person,
  room_id text not null,
  seen_at timestamptz not null,
  primary key (surface, account)
);
create index account_reach_room on hub.account_reach (room_id);

-- A channel of another chat in which the cards of a room are shown.
create table hub.channel_link (
  surface text not null,
  channel text not null,
  room_id text not null,
  linked_by uuid not null references access.person,
  linked_at timestamptz not null,
  primary key (surface, channel, room_id)
);
create index channel_link_room on hub.channel_link (room_id);

grant select, insert, update, delete on hub.installation, hub.account_code, hub.account_reach, hub.channel_link to hub_app;
grant delete on access.identity_link to hub_app;

insert into access.permission (role, noun, verb, scope)
select role, 'channel', 'link', 'all' from access.role where role in ('administrator', 'manager') on conflict do nothing;
