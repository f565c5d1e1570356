-- Feedback given in confidence belongs to no group: that the group's owner sees it would tell who gave it.
delete from crm.group_member m using crm.feedback f where m.member_noun = 'feedback' and f.id = m.member_id and f.confidential;

create function crm.is_confidential(a_feedback uuid) returns boolean
language sql stable security definer set search_path = ''
as $$ select coalesce((select f.confidential from crm.feedback f where f.id = a_feedback), false) $$;
revoke all on function crm.is_confidential(uuid) from public;
grant execute on function crm.is_confidential(uuid) to hub_app;
create policy open_only on crm.group_member as restrictive for insert to hub_app
  with check (member_noun <> 'feedback' or not crm.is_confidential(member_id));
