-- For whom a kept answer was made: what was told to one person alone is not replayed into a room. Null: kept before this was known.
alter table hub.idempotency add column readers text[];
