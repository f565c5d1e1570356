-- Whoever loads a file from a chat is told there when it is done.
alter table crm.import add column tell boolean not null default false;
