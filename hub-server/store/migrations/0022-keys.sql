-- Keys of devices, as their owners publish them; the hub cannot read what is encrypted with them. What belongs to a device
-- goes with the device.
create table chat.device_key (
  user_id   text not null,
  device_id text not null,
  keys      text not null,
  primary key (user_id, device_id),
  foreign key (user_id, device_id) references identity.device on delete cascade
);

create table chat.one_time_key (
  user_id   text not null,
  device_id text not null,
  algorithm text not null,
  key_id    text not null,
  key       text not null,
  n         bigint generated always as identity,
  primary key (user_id, device_id, algorithm, key_id),
  foreign key (user_id, device_id) references identity.device on delete cascade
);

create table chat.fallback_key (
  user_id   text not null,
  device_id text not null,
  algorithm text not null,
  key_id    text not null,
  key       text not null,
  used      boolean not null default false,
  primary key (user_id, device_id, algorithm),
  foreign key (user_id, device_id) references identity.device on delete cascade
);

create table chat.cross_signing_key (
  user_id text not null,
  usage   text not null check (usage in ('master', 'self_signing', 'user_signing')),
  key     text not null,
  primary key (user_id, usage)
);

-- Signatures that were added later: by the owner's other devices, or by other people.
create table chat.key_signature (
  user_id    text not null,
  target     text not null,         -- device id, or public key of a cross-signing key
  signer     text not null,
  key_id     text not null,
  signature  text not null,
  primary key (user_id, target, signer, key_id)
);

-- The newest change of each user's devices or keys, for everybody ('') or for one reader alone.
create table chat.device_change (
  user_id text not null,
  reader  text not null,
  seq     bigint not null,
  primary key (user_id, reader)
);

-- Messages to single devices, until the device says that it has them.
create table chat.to_device (
  user_id   text not null,
  device_id text not null,
  seq       bigint not null,
  event     text not null,
  primary key (user_id, device_id, seq),
  foreign key (user_id, device_id) references identity.device on delete cascade
);
create table chat.to_device_txn (
  user_id   text not null,
  device_id text not null,
  txn_id    text not null,
  at        timestamptz not null,
  primary key (user_id, device_id, txn_id)
);

-- Backups of room keys, encrypted by their owner.
create table chat.key_backup (
  user_id   text not null,
  version   bigint not null,
  algorithm text not null,
  auth_data text not null,
  etag      bigint not null default 0,
  deleted   boolean not null default false,
  primary key (user_id, version)
);
create table chat.backed_up_key (
  user_id    text not null,
  version    bigint not null,
  room_id    text not null,
  session_id text not null,
  data       text not null,
  primary key (user_id, version, room_id, session_id),
  foreign key (user_id, version) references chat.key_backup on delete cascade
);

grant select, insert, update, delete on chat.device_key, chat.one_time_key, chat.fallback_key, chat.cross_signing_key,
  chat.key_signature, chat.device_change, chat.to_device, chat.to_device_txn, chat.key_backup, chat.backed_up_key to hub_app;
