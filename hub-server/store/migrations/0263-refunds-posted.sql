-- Refunds of credit notes were recorded and not posted (see 0260). They are posted now: on their day, or where that month is closed, today
-- or on the first day that is open.
do $$
declare
  one record;
  entry uuid;
begin
  for one in
    select a.id, a.amount_minor, a.source_base_minor as source, a.target_base_minor as target, n.currency, n.party_id,
      n.number || ' pays ' || r.number as memo, case r.method when 'cash' then 'cash' else 'bank' end as money,
      case when exists (select from ledger.period p where p.first_day = date_trunc('month', a.on_date)::date and p.closed_at is not null)
        then greatest(current_date, (select max(p.first_day) + interval '1 month' from ledger.period p where p.closed_at is not null)::date)
        else a.on_date end as day
    from crm.allocation a join crm.commercial_doc n on n.id = a.credit_note_id join crm.payment r on r.id = a.refund_id
    where a.reversed_on is null and not exists (select from ledger.entry e where e.key = 'allocation:' || a.id)
    order by a.on_date, a.id
  loop
    entry := gen_random_uuid();
    insert into ledger.entry (id, key, date, period, memo, document_noun, document_id, line_count)
    values (entry, 'allocation:' || one.id, one.day, one.day, one.memo, 'allocation', one.id, case when one.source = one.target then 2 else 3 end);
    insert into ledger.line (entry_id, position, account_id, party_id, amount_minor, currency, base_minor)
    select entry, l.position, a.id, l.party, l.amount, one.currency, l.base
    from (values (0, 'customer_credit', one.party_id, one.amount_minor, one.source), (1, one.money, null, -one.amount_minor, -one.target),
        (2, case when one.source > one.target then 'fx_gain' else 'fx_loss' end, null, 0, one.target - one.source)) as l (position, purpose, party, amount, base)
      join ledger.account a on a.purpose = l.purpose
    where l.amount <> 0 or l.base <> 0;
  end loop;
end
$$;
