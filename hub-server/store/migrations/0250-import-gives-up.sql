-- Whoever was to be told of an import is told too when the hub gives it up: what has stopped so waits until that is said.
alter table crm.import add column untold boolean not null default false;

create or replace function crm.imports_waiting() returns table (id uuid, user_id text)
language sql stable security definer set search_path = ''
as $$
  select i.id, p.user_id from crm.import i join access.person p on p.id = i.owner_id and p.disabled_at is null
  where i.state in ('running', 'undoing') or i.untold order by i.id
$$;

-- Given up a second time is what could not be told: it is not tried for ever.
create or replace function crm.stop_import(an_import uuid, why text) returns void
language sql volatile security definer set search_path = ''
as $$
  update crm.import i set
    state = 'stopped',
    problem = case when i.untold then i.problem else why end,
    untold = i.tell and not i.untold
  where i.id = an_import and (i.state in ('running', 'undoing') or i.untold)
$$;
