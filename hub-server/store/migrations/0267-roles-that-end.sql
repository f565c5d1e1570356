-- When a role ends that was granted for a time, its holder leaves the rooms of records that they see no more (crm/person/roles.ts).
-- Those granted until now are told of too.
insert into hub.outbox (kind, payload, key, due_at)
select 'membership', jsonb_build_object('kind', 'membership', 'person', p.user_id, 'by', p.user_id), 'role-ends-' || r.id,
  r.valid_to + interval '2 seconds'
from access.person_role r join access.person p on p.id = r.person_id
where r.valid_to > now() - interval '1 year' and p.disabled_at is null
on conflict (key) do nothing;
