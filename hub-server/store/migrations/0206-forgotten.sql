-- Whose names have left the rooms, of those who asked to be forgotten: who is missing here is still to be done, e.g. because the hub
-- was killed between the end of the account and that.
create table chat.forgotten (
  user_id text primary key,
  at      timestamptz not null
);
grant select, insert on chat.forgotten to hub_app;
