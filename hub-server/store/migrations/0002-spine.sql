-- Every write records one change event per row, in the same transaction. It feeds audit, undo, timelines, webhooks,
-- rules and the analytics copy.
create table hub.change_event (
  seq bigserial primary key,
  id uuid not null unique,
  -- The transaction that wrote it: readers follow visibility, not seq, because a lower seq may commit later.
  xid xid8 not null default pg_current_xact_id(),
  entity text not null,
  entity_id uuid not null,
  op text not null,
  patch jsonb not null default '{}',
  call text not null,
  -- The person whose rights were used; null when the hub itself acted.
  actor_id uuid,
  -- The account that carried the request, such as a bot; null when the person came directly.
  via text,
  source text not null check (source in ('chat', 'slack', 'api', 'import', 'rule', 'ui', 'job')),
  source_ref jsonb not null default '{}',
  undo_of uuid references hub.change_event (id),
  reversible boolean not null default true,
  at timestamptz not null default now()
);
create index change_event_entity on hub.change_event (entity, entity_id, seq desc);
create index change_event_actor on hub.change_event (actor_id, seq desc);
create index change_event_xid on hub.change_event (xid);
create index change_event_undo_of on hub.change_event (undo_of) where undo_of is not null;

-- History is written once: no update, no delete.
grant select, insert on hub.change_event to hub_app;
grant usage on sequence hub.change_event_seq_seq to hub_app;

-- A request that came twice is answered twice and done once.
create table hub.idempotency (
  scope text not null,
  key text not null,
  request_hash bytea not null,
  status int,
  response jsonb,
  created_at timestamptz not null default now(),
  primary key (scope, key)
);
create index idempotency_created_at on hub.idempotency (created_at);
grant select, insert, update, delete on hub.idempotency to hub_app;

-- What has to be told to the outside after commit.
create table hub.outbox (
  id bigserial primary key,
  kind text not null,
  payload jsonb not null,
  key text unique,
  attempts int not null default 0,
  due_at timestamptz not null default now(),
  done_at timestamptz,
  last_error text,
  created_at timestamptz not null default now()
);
create index outbox_due on hub.outbox (due_at, id) where done_at is null;
grant select, insert, update, delete on hub.outbox to hub_app;
grant usage on sequence hub.outbox_id_seq to hub_app;

-- What came from the outside, kept before it is acknowledged.
create table hub.inbox (
  source text not null,
  id text not null,
  body jsonb not null,
  received_at timestamptz not null default now(),
  claimed_by text,
  claimed_until timestamptz,
  settled_at timestamptz,
  outcome jsonb,
  primary key (source, id)
);
create index inbox_unsettled on hub.inbox (source, received_at) where settled_at is null;
grant select, insert, update, delete on hub.inbox to hub_app;

-- What an administrator or the first start decided once.
create table hub.setting (
  key text primary key,
  value jsonb not null
);
grant select, insert, update, delete on hub.setting to hub_app;

-- Human numbers: CUS-12, INV-204. One sequence per prefix, made on demand; a rolled back number stays unused.
create function hub.next_number(prefix text, count int default 1) returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  series text := 'hub.series_' || lower(prefix);
  lock bigint;
  first bigint;
begin
  if prefix is null or prefix !~ '^[A-Z]{2,6}$' then
    raise exception 'a prefix has 2 to 6 letters A-Z; got %', quote_nullable(prefix) using errcode = '22023';
  end if;
  if count is null or count < 1 or count > 1000000 then
    raise exception 'count must be 1 to 1000000; got %', quote_nullable(count) using errcode = '22023';
  end if;
  lock := hashtextextended(series, 0);
  if to_regclass(series) is null then
    -- One transaction makes it; the others wait for that one, once.
    perform pg_advisory_xact_lock(hashtextextended(series, 1));
    execute 'create sequence if not exists ' || series;
  end if;
  -- Locks of the session, freed at once: a sequence does not roll back, so nobody waits for a transaction to end.
  -- Singles share the lock; a block has it alone, so that no single falls into the middle of it.
  if count = 1 then
    perform pg_advisory_lock_shared(lock);
    first := nextval(series::regclass);
    perform pg_advisory_unlock_shared(lock);
  else
    perform pg_advisory_lock(lock);
    first := nextval(series::regclass);
    perform setval(series::regclass, first + count - 1);
    perform pg_advisory_unlock(lock);
  end if;
  return first;
end
$$;
revoke all on function hub.next_number(text, int) from public;
grant execute on function hub.next_number(text, int) to hub_app;
