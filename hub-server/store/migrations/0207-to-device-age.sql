-- When a message to a device was sent: a device that never comes back does not keep them for ever.
alter table chat.to_device add column at timestamptz not null default now();
-- Small, and nearly free to write: rows come in the order of time.
create index to_device_at on chat.to_device using brin (at) with (autosummarize = on);
