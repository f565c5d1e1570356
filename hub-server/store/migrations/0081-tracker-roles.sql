-- Who may do what in the tracker. Stages and pipelines are known to every role; administrators edit them.
insert into access.permission (role, noun, verb, scope)
select 'administrator', noun, verb, 'all'
from (values ('pipeline'), ('stage'), ('deal'), ('case'), ('delivery'), ('batch'), ('collection'), ('project')) as n (noun),
  (values ('view'), ('add'), ('change'), ('remove')) as v (verb);
insert into access.permission (role, noun, verb, scope)
select role, noun, 'view', 'all'
from access.role, (values ('pipeline'), ('stage')) as n (noun) where role <> 'administrator';

-- Manager: sees and changes all of it; removes what the team owns.
insert into access.permission (role, noun, verb, scope)
select 'manager', noun, verb, case verb when 'remove' then 'team' else 'all' end
from (values ('deal'), ('case'), ('delivery'), ('batch'), ('collection'), ('project')) as n (noun),
  (values ('view'), ('add'), ('change'), ('remove')) as v (verb);

insert into access.permission (role, noun, verb, scope, hidden) values
  -- Sales Executive: the team's deals, their own to change; what goes to their customers, and what troubles them.
  ('sales-executive', 'deal', 'view', 'team', '{}'),
  ('sales-executive', 'deal', 'add', 'own', '{}'),
  ('sales-executive', 'deal', 'change', 'own', '{}'),
  ('sales-executive', 'deal', 'remove', 'own', '{}'),
  ('sales-executive', 'case', 'view', 'team', '{}'),
  ('sales-executive', 'case', 'add', 'own', '{}'),
  ('sales-executive', 'delivery', 'view', 'team', '{}'),
  ('sales-executive', 'collection', 'view', 'team', '{}'),
  ('sales-executive', 'project', 'view', 'team', '{}'),
  -- Accountant: chases payments; sees what was delivered for them.
  ('accountant', 'collection', 'view', 'all', '{}'),
  ('accountant', 'collection', 'add', 'all', '{}'),
  ('accountant', 'collection', 'change', 'all', '{}'),
  ('accountant', 'collection', 'remove', 'own', '{}'),
  ('accountant', 'delivery', 'view', 'all', '{}'),
  -- Product Developer: runs production and their projects; sees deliveries and cases, no money.
  ('product-developer', 'batch', 'view', 'all', '{}'),
  ('product-developer', 'batch', 'add', 'all', '{}'),
  ('product-developer', 'batch', 'change', 'all', '{}'),
  ('product-developer', 'batch', 'remove', 'own', '{}'),
  ('product-developer', 'delivery', 'view', 'all', '{freight}'),
  ('product-developer', 'case', 'view', 'all', '{}'),
  ('product-developer', 'project', 'view', 'all', '{budget}'),
  ('product-developer', 'project', 'add', 'own', '{budget}'),
  ('product-developer', 'project', 'change', 'own', '{budget}'),
  ('product-developer', 'project', 'remove', 'own', '{}'),
  -- Support: every case and delivery; knows what is being made.
  ('support', 'case', 'view', 'all', '{}'),
  ('support', 'case', 'add', 'all', '{}'),
  ('support', 'case', 'change', 'all', '{}'),
  ('support', 'case', 'remove', 'own', '{}'),
  ('support', 'delivery', 'view', 'all', '{freight}'),
  ('support', 'delivery', 'add', 'all', '{freight}'),
  ('support', 'delivery', 'change', 'all', '{freight}'),
  ('support', 'batch', 'view', 'all', '{}'),
  ('support', 'project', 'view', 'all', '{budget}');

-- The pipelines every company starts with. They are rows like those that an administrator adds.
create temp table line (entity text, name text, idle_days int, place int) on commit drop;
insert into line values
  ('deal', 'Sales', 14, 1), ('batch', 'Production', 7, 2), ('delivery', 'Deliveries', 7, 3),
  ('collection', 'Payments to chase', 7, 4), ('case', 'Support', 3, 5), ('project', 'Projects', 14, 6);
insert into crm.pipeline (id, number, name, entity, main, idle_days)
select gen_random_uuid(), 'PIP-' || hub.next_number('PIP'), name, entity, true, idle_days from (select * from line order by place) l;

create temp table step (
  entity text, place int, key text, name text, category text, probability int, sla_hours int, required_fields text[], next text[]
) on commit drop;
insert into step values
  ('deal', 1, 'qualified', 'Qualified', 'open', 20, null, null, null),
  ('deal', 2, 'proposal', 'Proposal', 'open', 50, 336, '{value}', null),
  ('deal', 3, 'negotiation', 'Negotiation', 'open', 75, 336, '{value,expected_close}', null),
  ('deal', 4, 'won', 'Won', 'won', 100, null, '{value}', null),
  ('deal', 5, 'lost', 'Lost', 'lost', 0, null, '{lost_reason}', null),
  ('batch', 1, 'planned', 'Planned', 'open', null, null, null, '{production,scrapped}'),
  ('batch', 2, 'production', 'In production', 'open', null, 168, '{due_on}', '{planned,inspection,scrapped}'),
  ('batch', 3, 'inspection', 'Inspection', 'open', null, 48, null, '{production,finished,scrapped}'),
  ('batch', 4, 'finished', 'Finished', 'done', null, null, '{finished_quantity}', null),
  ('batch', 5, 'scrapped', 'Scrapped', 'cancelled', null, null, null, null),
  ('delivery', 1, 'preparing', 'Preparing', 'open', null, 48, null, null),
  ('delivery', 2, 'shipped', 'Shipped', 'open', null, 168, '{carrier}', null),
  ('delivery', 3, 'out-for-delivery', 'Out for delivery', 'open', null, 24, '{carrier}', null),
  ('delivery', 4, 'delivered', 'Delivered', 'done', null, null, null, null),
  ('delivery', 5, 'returned', 'Returned', 'cancelled', null, null, null, null),
  ('collection', 1, 'overdue', 'Overdue', 'open', null, 72, '{amount}', null),
  ('collection', 2, 'reminded', 'Reminded', 'open', null, 168, null, null),
  ('collection', 3, 'promised', 'Promised', 'open', null, 168, '{promised_on}', null),
  ('collection', 4, 'final-notice', 'Final notice', 'open', null, 240, null, null),
  ('collection', 5, 'paid', 'Paid', 'done', null, null, null, null),
  ('collection', 6, 'written-off', 'Written off', 'lost', null, null, null, null),
  ('case', 1, 'new', 'New', 'open', null, 4, null, null),
  ('case', 2, 'working', 'In progress', 'open', null, 24, null, null),
  ('case', 3, 'waiting', 'Waiting for customer', 'open', null, 120, null, null),
  ('case', 4, 'resolved', 'Resolved', 'done', null, null, null, null),
  ('case', 5, 'withdrawn', 'Withdrawn', 'cancelled', null, null, null, null),
  ('project', 1, 'idea', 'Idea', 'open', null, null, null, null),
  ('project', 2, 'active', 'Active', 'open', null, null, '{due_on}', null),
  ('project', 3, 'paused', 'Paused', 'open', null, null, null, null),
  ('project', 4, 'completed', 'Completed', 'done', null, null, null, null),
  ('project', 5, 'dropped', 'Dropped', 'cancelled', null, null, null, null);
insert into crm.stage (id, number, pipeline_id, name, key, position, category, probability, sla_hours, required_fields, next)
select gen_random_uuid(), 'STG-' || hub.next_number('STG'), p.id, s.name, s.key, s.place, s.category, s.probability, s.sla_hours,
  s.required_fields, s.next
from (select step.*, line.place as line from step join line using (entity) order by line.place, step.place) s
  join crm.pipeline p on p.entity = s.entity;
