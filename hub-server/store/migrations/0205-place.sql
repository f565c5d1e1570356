-- Where the order of commits goes on after a restart. It cannot be told from the rows: the newest may be gone, as messages to a
-- device are once the device has them, and clients hold places that lie after all that is left.
create table chat.place (
  one      boolean primary key default true check (one),
  reserved bigint not null          -- no seq up to here is given again
);
insert into chat.place (reserved)
select greatest((select max(seq) from chat.event), (select max(seq) from chat.receipt), (select max(seq) from chat.account_data),
  (select max(seq) from chat.device_change), (select max(seq) from chat.to_device), (select max(seq) from chat.as_cursor),
  (select max(seq) from chat.pusher), 0);

grant select, update on chat.place to hub_app;
