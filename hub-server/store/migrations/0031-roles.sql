-- The roles every company starts with. They are rows like those that an administrator adds.
insert into access.role (role, label) values
  ('administrator', 'Administrator'),
  ('manager', 'Manager'),
  ('sales-executive', 'Sales Executive'),
  ('accountant', 'Accountant'),
  ('product-developer', 'Product Developer'),
  ('support', 'Support');

-- Administrator: everything.
insert into access.permission (role, noun, verb, scope)
select 'administrator', noun, verb, 'all'
from (values ('party'), ('contact_point'), ('product'), ('interaction')) as n (noun),
  (values ('view'), ('add'), ('change'), ('remove')) as v (verb);
insert into access.permission (role, noun, verb, scope) values
  ('administrator', 'party', 'convert', 'all'),
  ('administrator', 'person', 'view', 'all'),
  ('administrator', 'person', 'add', 'all'),
  ('administrator', 'person', 'change', 'all'),
  ('administrator', 'role', 'grant', 'all'),
  ('administrator', 'role', 'change', 'all'),
  ('administrator', 'insight', 'view', 'all');

-- Manager: sees and changes the whole business; removes what the team owns.
insert into access.permission (role, noun, verb, scope)
select 'manager', noun, verb, 'all'
from (values ('party'), ('contact_point'), ('product'), ('interaction')) as n (noun),
  (values ('view'), ('add'), ('change')) as v (verb);
insert into access.permission (role, noun, verb, scope) values
  ('manager', 'party', 'remove', 'team'),
  ('manager', 'contact_point', 'remove', 'team'),
  ('manager', 'interaction', 'remove', 'team'),
  ('manager', 'party', 'convert', 'all'),
  ('manager', 'person', 'view', 'all'),
  ('manager', 'insight', 'view', 'all');

-- Sales Executive: the team's customers, their own to change; what products cost is not theirs to know.
insert into access.permission (role, noun, verb, scope, hidden) values
  ('sales-executive', 'party', 'view', 'team', '{}'),
  ('sales-executive', 'party', 'add', 'own', '{}'),
  ('sales-executive', 'party', 'change', 'own', '{credit_limit}'),
  ('sales-executive', 'party', 'remove', 'own', '{}'),
  ('sales-executive', 'party', 'convert', 'own', '{}'),
  ('sales-executive', 'contact_point', 'view', 'team', '{}'),
  ('sales-executive', 'contact_point', 'add', 'own', '{}'),
  ('sales-executive', 'contact_point', 'change', 'own', '{}'),
  ('sales-executive', 'contact_point', 'remove', 'own', '{}'),
  ('sales-executive', 'interaction', 'view', 'team', '{}'),
  ('sales-executive', 'interaction', 'add', 'own', '{}'),
  ('sales-executive', 'interaction', 'change', 'own', '{}'),
  ('sales-executive', 'interaction', 'remove', 'own', '{}'),
  ('sales-executive', 'product', 'view', 'all', '{cost}'),
  ('sales-executive', 'person', 'view', 'all', '{}'),
  ('sales-executive', 'insight', 'view', 'team', '{}');

-- Accountant: everybody who owes or is owed, and what they agreed; not what was said to them.
insert into access.permission (role, noun, verb, scope, hidden) values
  ('accountant', 'party', 'view', 'all', '{note}'),
  ('accountant', 'party', 'change', 'all', '{note}'),
  ('accountant', 'contact_point', 'view', 'all', '{}'),
  ('accountant', 'product', 'view', 'all', '{}'),
  ('accountant', 'interaction', 'view', 'own', '{}'),
  ('accountant', 'interaction', 'add', 'own', '{}'),
  ('accountant', 'interaction', 'change', 'own', '{}'),
  ('accountant', 'interaction', 'remove', 'own', '{}'),
  ('accountant', 'person', 'view', 'all', '{}'),
  ('accountant', 'insight', 'view', 'own', '{}');

-- Product Developer: owns the products; sees who uses them, without their money.
insert into access.permission (role, noun, verb, scope, hidden) values
  ('product-developer', 'product', 'view', 'all', '{}'),
  ('product-developer', 'product', 'add', 'all', '{}'),
  ('product-developer', 'product', 'change', 'all', '{}'),
  ('product-developer', 'product', 'remove', 'own', '{}'),
  ('product-developer', 'party', 'view', 'all', '{tax_id,credit_limit,note}'),
  ('product-developer', 'interaction', 'view', 'own', '{}'),
  ('product-developer', 'interaction', 'add', 'own', '{}'),
  ('product-developer', 'interaction', 'change', 'own', '{}'),
  ('product-developer', 'interaction', 'remove', 'own', '{}'),
  ('product-developer', 'person', 'view', 'all', '{}'),
  ('product-developer', 'insight', 'view', 'own', '{}');

-- Support: talks to every customer; keeps their contact points right.
insert into access.permission (role, noun, verb, scope, hidden) values
  ('support', 'party', 'view', 'all', '{tax_id,credit_limit}'),
  ('support', 'contact_point', 'view', 'all', '{}'),
  ('support', 'contact_point', 'add', 'all', '{}'),
  ('support', 'contact_point', 'change', 'all', '{}'),
  ('support', 'interaction', 'view', 'all', '{}'),
  ('support', 'interaction', 'add', 'own', '{}'),
  ('support', 'interaction', 'change', 'own', '{}'),
  ('support', 'interaction', 'remove', 'own', '{}'),
  ('support', 'product', 'view', 'all', '{cost}'),
  ('support', 'person', 'view', 'all', '{}'),
  ('support', 'insight', 'view', 'own', '{}');
