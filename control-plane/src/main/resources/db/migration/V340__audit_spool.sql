-- How far each file of entries that wait on a control plane's disk was read: it moves in the transaction
-- that adds the entries, so that each is added once.
create table audit_spool (
  segment  uuid   not null primary key,
  position bigint not null
);

-- Tells databases apart, for what processes keep in files: one row.
create table audit_installation (
  id uuid not null
);
insert into audit_installation values (gen_random_uuid());
