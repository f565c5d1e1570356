-- Every index by which parties are filtered holds the key of their name: few that match are sorted by it without a look at the table.
drop index crm.party_industry, crm.party_kind;
create index party_industry on crm.party (industry, id) include (name_key, owner_id, group_id, kind, city, country) where removed_at is null;
create index party_kind on crm.party (kind, id) include (name_key, owner_id, group_id, industry, city, country) where removed_at is null;
