-- For whom the title and the facts of what waits were made: what was asked in private is not shown in a room.
alter table crm.confirmation add column readers text[] not null default '{}';
