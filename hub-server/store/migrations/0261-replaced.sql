-- Which occurrences of series became meetings of their own, also for those who are not invited to these: otherwise a calendar shows them
-- where they no longer are. Of series that one sees anyway; nothing but the times that they no longer have.
create function crm.replaced_in(series uuid[]) returns table (series_id uuid, recurrence_id timestamptz)
language sql stable security definer set search_path = ''
as $$
  select m.series_id, m.recurrence_id from crm.meeting m
  where m.series_id = any (series) and m.removed_at is null and access.may('meeting', 'view')
$$;
revoke all on function crm.replaced_in(uuid[]) from public;
grant execute on function crm.replaced_in(uuid[]) to hub_app;
