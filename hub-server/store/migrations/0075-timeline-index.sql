-- Timelines ask for the papers of all kinds at once.
drop index crm.commercial_doc_timeline;
create index commercial_doc_timeline on crm.commercial_doc (party_id, happened_at desc, id desc) where removed_at is null;
