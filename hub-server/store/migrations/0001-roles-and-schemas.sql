-- Roles belong to the whole server and this file runs in every database of it, also at the same time: each statement
-- about a role tolerates that somebody else was first.
do $$
declare
  wanted record;
begin
  for wanted in
    select *
    from (values
      ('hub_app', 'login'),        -- what the hub connects as; owns nothing, bound by row-level security
      ('hub_view', 'nologin'),     -- owns the views of schema insight
      ('hub_insight', 'login')     -- what analytics connects as; reads schema insight only
    ) as role (name, login)
  loop
    if not exists (select from pg_roles where rolname = wanted.name) then
      begin
        -- Without a password a login is possible only where pg_hba.conf trusts, such as behind the private socket.
        execute format('create role %I %s nosuperuser nobypassrls', wanted.name, wanted.login);
      exception when duplicate_object or unique_violation then
        null;
      end;
    end if;
    -- With DATABASE_URL alone the hub logs in as the owner and then takes these roles.
    if not (select rolsuper from pg_roles where rolname = current_user) then
      begin
        execute format('grant %I to %I', wanted.name, current_user);
      exception when insufficient_privilege or unique_violation or internal_error then
        null;
      end;
    end if;
  end loop;
end
$$;

create schema if not exists hub;
create schema if not exists identity;
create schema if not exists chat;
create schema if not exists access;
create schema if not exists crm;
create schema if not exists insight;

grant usage on schema hub, identity, chat, access, crm to hub_app;
grant usage on schema insight to hub_insight;
grant usage, create on schema insight to hub_view;

-- public holds the extensions and nothing else.
revoke all on schema public from public;
grant usage on schema public to hub_app, hub_view, hub_insight;
create extension if not exists pg_trgm with schema public;
create extension if not exists unaccent with schema public;
create extension if not exists btree_gin with schema public;

-- The hub reads which migrations are applied and reports it.
grant select on hub.migration to hub_app;
