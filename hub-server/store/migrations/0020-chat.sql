-- Rooms and what is said in them. `seq` is given by the one writer in the order of commits: a reader never sees a gap close.
create table chat.room (
  id         bigint primary key,
  room_id    text not null unique,
  version    text not null,
  creator    text not null,
  governed   boolean not null default false,
  is_public  boolean not null default false,
  created_at timestamptz not null
);
create index room_public on chat.room (id) where is_public;

create table chat.event (
  seq         bigint primary key,
  room        bigint not null,
  event_id    text not null unique,
  type        text not null,
  state_key   text,
  sender      text not null,
  ts          bigint not null,
  content     text not null,        -- JSON, sent as it is
  rel_type    text,
  relates_to  text,
  replaces    bigint,               -- the state event before this one
  redacted_by bigint,
  txn_device  text,
  txn_id      text,
  notify      smallint not null default 0,  -- 0 silent, 1 counts as unread, 2 calls everybody
  mentions    text[]
);
create index event_room on chat.event (room, seq);
create index event_relation on chat.event (relates_to, rel_type, seq) where relates_to is not null;
create unique index event_txn on chat.event (sender, room, txn_device, txn_id) where txn_id is not null;

-- History of the state: the state at p is, for each key, the greatest seq <= p.
create table chat.state (
  room      bigint not null,
  type      text not null,
  state_key text not null,
  seq       bigint not null,
  value     text,                   -- of m.room.member the membership, of m.room.history_visibility the visibility
  primary key (room, type, state_key, seq)
);
create index state_seq on chat.state (room, seq);

create table chat.current_state (
  room      bigint not null,
  type      text not null,
  state_key text not null,
  seq       bigint not null,
  primary key (room, type, state_key)
);

create table chat.membership (
  user_id    text not null,
  room       bigint not null,
  membership text not null,
  seq        bigint not null,
  forgotten  boolean not null default false,
  primary key (user_id, room)
);
create index membership_room on chat.membership (room, membership);

create table chat.receipt (
  room      bigint not null,
  user_id   text not null,
  kind      text not null,
  thread    text not null,          -- '' for a receipt without a thread
  event_id  text not null,
  event_seq bigint not null,
  ts        bigint not null,
  seq       bigint not null,
  primary key (room, user_id, kind, thread)
);

create table chat.account_data (
  user_id text not null,
  room    bigint not null,          -- 0: not of a room
  type    text not null,
  content text not null,
  seq     bigint not null,
  primary key (user_id, room, type)
);

create table chat.alias (
  alias   text primary key,
  room    bigint not null,
  creator text not null
);
create index alias_room on chat.alias (room);

create table chat.filter (
  user_id text not null,
  id      text not null,
  filter  text not null,
  primary key (user_id, id)
);

create table chat.media (
  id           text primary key,
  user_id      text not null,
  content_type text not null,
  name         text,
  size         bigint not null,
  sha256       bytea not null,
  created_at   timestamptz not null
);

-- Outgoing transactions of an application service: a cursor over event.seq, and the one in flight word for word.
create table chat.as_cursor (
  as_id  text primary key,
  seq    bigint not null,
  txn_id bigint not null
);
create table chat.as_txn (
  as_id  text primary key,
  txn_id bigint not null,
  up_to  bigint not null,
  body   text not null
);

-- Words of messages, filled when somebody searches; not in the way of sending.
create table chat.search (
  seq   bigint primary key,
  room  bigint not null,
  words tsvector not null
);
create index search_words on chat.search using gin (words);

grant usage on schema chat to hub_app;
grant select, insert, update, delete on all tables in schema chat to hub_app;
