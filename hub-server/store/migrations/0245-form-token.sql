-- Whoever holds one may make one call, once, as the person for whom it was made: a form to fill in on a page.
alter table identity.token drop constraint token_kind_check;
alter table identity.token add constraint token_kind_check
  check (kind in ('session', 'api', 'embed', 'link', 'refresh', 'form'));
alter table identity.token add column call text;
alter table identity.token add constraint forms_have_a_call check ((kind = 'form') = (call is not null));
