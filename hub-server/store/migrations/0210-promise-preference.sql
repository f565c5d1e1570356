-- Whether what a person promises in conversation is proposed to them as a to-do.
alter table hub.preference add column promises boolean not null default true;
