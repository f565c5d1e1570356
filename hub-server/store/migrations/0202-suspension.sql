-- A suspended account reads, and says nothing ("Account suspension"); an administrator lifts it again.
alter table identity.account add column suspended_at timestamptz, add column suspended_by text;
