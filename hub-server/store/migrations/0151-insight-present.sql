-- Analytics counts what is not removed, and so do the indexes by party and by owner: a view that says so can use them. Before, one
-- changed party read every interaction and every paper through to find what touches it.
do $$
declare
  target text;
begin
  foreach target in array array['interaction', 'quote', 'order', 'invoice', 'credit_note', 'bill', 'payment', 'deal', 'case', 'delivery', 'batch',
    'revenue', 'invoice_line'] loop
    execute format('create or replace view insight.%I as select * from (%s) as all_rows where removed_at is null', target,
      rtrim(pg_get_viewdef(format('insight.%I', target)::regclass), '; '));
  end loop;
end
$$;
