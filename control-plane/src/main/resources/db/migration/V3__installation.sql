-- What all processes on this database have to agree on: one row.
create table installation (
  single    boolean not null primary key default true check (single),
  -- A known text, encrypted with the master key.
  key_check bytea   not null
);
