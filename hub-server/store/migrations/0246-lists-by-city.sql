-- The parties of a city or a country are listed by name, and one's own by city: both are read in order now, not sorted for each page.
create index party_city_name on crm.party (city, name_key, id) include (owner_id, group_id, kind, industry, country) where removed_at is null;
create index party_country_name on crm.party (country, name_key, id) include (owner_id, group_id, kind, industry, city) where removed_at is null;
create index party_owner_city on crm.party (owner_id, city_key, id) include (group_id, kind, industry, city, country) where removed_at is null;
