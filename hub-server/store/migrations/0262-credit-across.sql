-- Credit in one currency pays a paper in another, by what both sides say it takes; and what a supplier pays back is credit used up too.
alter table crm.allocation add column source_minor bigint check (source_minor > 0);
alter table crm.allocation disable trigger user;
update crm.allocation set source_minor = amount_minor;
alter table crm.allocation enable trigger user;
alter table crm.allocation alter column source_minor set not null; -- in the currency of the credit; amount_minor in that of the paper

-- Where money leaves one currency and enters another: positions in each, in the base currency always zero.
insert into ledger.account (code, name, type, purpose)
select case when exists (select from ledger.account where code = '1900') then '1900-FX' else '1900' end, 'Currency exchange', 'asset', 'fx_exchange';

create or replace function crm.use_credit(a crm.allocation, times int) returns void
language plpgsql security definer set search_path = ''
as $$
begin
  update crm.payment p set allocated_minor = p.allocated_minor + times * a.source_minor,
    allocated_base_minor = p.allocated_base_minor + times * a.source_base_minor, version = p.version + 1
  where p.id = a.payment_id;
  update crm.commercial_doc d set paid_minor = d.paid_minor + times * (case when d.id = a.document_id then a.amount_minor else a.source_minor end),
    paid_base_minor = d.paid_base_minor + times * (case when d.id = a.document_id then a.target_base_minor else a.source_base_minor end),
    version = d.version + 1
  where d.id in (a.document_id, a.credit_note_id);
end
$$;

create or replace function crm.keep_allocation() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
  pay crm.payment;
  note crm.commercial_doc;
  doc crm.commercial_doc;
  free bigint;
  wanted text := 'in';
begin
  if tg_op = 'UPDATE' then
    if (to_jsonb(old) - 'reversed_on') <> (to_jsonb(new) - 'reversed_on') or old.reversed_on is not null then
      raise exception 'An allocation is reversed once and never changed.' using errcode = 'HB001';
    end if;
    perform crm.use_credit(new, -1);
    return new;
  end if;
  new.source_minor := coalesce(new.source_minor, new.amount_minor);
  -- Always in the same order, so that two who pay the same things wait for one another and never both.
  perform from crm.commercial_doc where id in (new.document_id, new.credit_note_id) order by id for update;
  select * into doc from crm.commercial_doc where id = new.document_id;
  select * into note from crm.commercial_doc where id = new.credit_note_id;
  select * into pay from crm.payment where id = new.payment_id for update;
  if doc.kind = 'bill' then wanted := 'out'; end if;
  if new.refund_id is not null and pay.id is not null then -- goes back the other way, wherever it came from
    wanted := pay.direction;
    if not exists (select from crm.payment r where r.id = new.refund_id and r.direction <> pay.direction) then
      raise exception 'What is paid back of % goes the other way.', pay.number using errcode = 'HB001';
    end if;
  end if;
  if (new.payment_id is not null and (pay.status <> 'recorded' or pay.refund or pay.direction <> wanted))
    or (note.id is not null and (note.kind <> 'credit_note' or note.status not in ('issued', 'part_paid') or wanted = 'out')) then
    raise exception '% is no credit that can be used here.', coalesce(pay.number, note.number) using errcode = 'HB001';
  end if;
  free := coalesce(pay.amount_minor - pay.allocated_minor, note.gross_minor - note.paid_minor);
  if new.source_minor > free then
    raise exception 'Of % only % (minor units) are left.', coalesce(pay.number, note.number), free using errcode = 'HB001';
  end if;
  new.reversed_on := null;
  new.source_base_minor := case when pay.id is not null
    then crm.share(new.source_minor, pay.amount_minor, pay.allocated_minor, pay.base_minor, pay.allocated_base_minor)
    else crm.share(new.source_minor, note.gross_minor, note.paid_minor, note.base_minor, note.paid_base_minor) end;
  new.target_base_minor := new.source_base_minor;
  if doc.id is not null then
    if doc.kind not in ('invoice', 'bill') or doc.status not in ('issued', 'part_paid') then
      raise exception '% is %: only issued invoices and bills are paid.', doc.number, doc.status using errcode = 'HB001';
    end if;
    if doc.kind = 'bill' and doc.approver_id is null and (select four_eyes from ledger.book) then
      raise exception '% is not approved yet: somebody other than who issued it approves it first.', doc.number using errcode = 'HB001';
    end if;
    if doc.party_id <> coalesce(pay.party_id, note.party_id) then
      raise exception '% and % are of different parties.', coalesce(pay.number, note.number), doc.number using errcode = 'HB001';
    end if;
    if doc.currency = coalesce(pay.amount_currency, note.currency) and new.source_minor <> new.amount_minor then
      raise exception '% and % are of one currency: what is used of one is what is paid of the other.', coalesce(pay.number, note.number), doc.number
        using errcode = 'HB001';
    end if;
    if new.amount_minor > doc.gross_minor - doc.paid_minor then
      raise exception 'Of % only % (minor units) are open.', doc.number, doc.gross_minor - doc.paid_minor using errcode = 'HB001';
    end if;
    new.target_base_minor := crm.share(new.amount_minor, doc.gross_minor, doc.paid_minor, doc.base_minor, doc.paid_base_minor);
  else
    select base_minor into new.target_base_minor from crm.payment where id = new.refund_id and refund and amount_minor = new.amount_minor;
    if not found or new.source_minor <> new.amount_minor then
      raise exception 'A refund goes back as one payment of its amount.' using errcode = 'HB001';
    end if;
  end if;
  perform crm.use_credit(new, 1);
  return new;
end
$$;
