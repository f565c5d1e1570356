-- What was asked stays as it was asked: only the answer may be written, and done means that enough people said yes.
alter table crm.confirmation add constraint done_by_enough check (state <> 'done' or cardinality(given) >= needed);
revoke update on crm.confirmation from hub_app;
grant update (given, state, settled_at, change) on crm.confirmation to hub_app;
