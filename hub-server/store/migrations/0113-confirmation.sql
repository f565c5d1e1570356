-- Assistants are a source of their own.
alter table hub.change_event drop constraint change_event_source_check;
alter table hub.change_event add constraint change_event_source_check
  check (source in ('chat', 'slack', 'assistant', 'api', 'import', 'rule', 'ui', 'job'));

-- What waits for a yes: the call and its input as they were asked, frozen until it is confirmed, withdrawn or too old.
create table crm.confirmation (
  id uuid primary key,
  kind text not null check (kind in ('confirm', 'approve')),
  call text not null,
  -- The right that the call needs: whoever approves holds it too, over everything.
  noun text not null,
  verb text not null,
  input jsonb not null,
  version int,
  title text not null,
  facts jsonb not null default '[]',
  asked_by uuid not null references access.person (id),
  source text not null,
  source_ref jsonb not null default '{}',
  needed int not null check (needed between 1 and 9),
  given uuid[] not null default '{}',
  state text not null default 'waiting' check (state in ('waiting', 'done', 'withdrawn')),
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  settled_at timestamptz,
  -- The change that was made with the last yes, for undo.
  change uuid,
  constraint only_others_approve check (kind = 'confirm' or not (asked_by = any (given)))
);
create index confirmation_waiting on crm.confirmation (expires_at) where state = 'waiting';
create index confirmation_asked_by on crm.confirmation (asked_by, asked_at desc);

alter table crm.confirmation enable row level security;
alter table crm.confirmation force row level security;
create policy see on crm.confirmation for select to hub_app
  using (asked_by = (select access.person()) or (kind = 'approve' and access.everything(noun, verb)));
create policy add on crm.confirmation for insert to hub_app with check (asked_by = (select access.person()));
create policy settle on crm.confirmation for update to hub_app
  using (asked_by = (select access.person()) or (kind = 'approve' and access.everything(noun, verb)));
grant select, insert, update on crm.confirmation to hub_app;

-- Who may approve: everybody whose present roles grant the right over everything.
create function access.holders(a_noun text, a_verb text) returns uuid[]
language sql stable security definer set search_path = ''
as $$
  select coalesce(array_agg(distinct r.person_id), '{}')
  from access.person_role r
  join access.person who on who.id = r.person_id and who.disabled_at is null
  join access.permission p on p.role = r.role
  where p.noun = a_noun and p.verb = a_verb and p.scope = 'all'
    and r.valid_from <= now() and (r.valid_to is null or r.valid_to > now())
$$;
revoke all on function access.holders(text, text) from public;
grant execute on function access.holders(text, text) to hub_app;
