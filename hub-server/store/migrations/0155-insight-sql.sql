-- SQL over what one may see. What it finds is bounded by the same rights as everything else; that it may be asked at all is one more.
insert into access.permission (role, noun, verb, scope) values
  ('administrator', 'insight', 'sql', 'all'),
  ('manager', 'insight', 'sql', 'all');
