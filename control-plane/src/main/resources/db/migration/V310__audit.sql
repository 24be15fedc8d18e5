-- What was done, in chains of entries: each carries the hash of the one before.

create table audit_chain (
  name      text   not null primary key,
  seq       bigint not null,
  hash      bytea  not null,
  -- The last entry that retention took away: here the rest begins.
  gone_seq  bigint not null,
  gone_hash bytea  not null
);

-- The entry is the text that was hashed. The columns before it repeat what is searched by.
create table audit_entry (
  chain             text   not null,
  seq               bigint not null,
  request_timestamp bigint not null,
  expires_at        bigint not null,
  control_plane     uuid   not null,
  workspace         text,
  entry             text   not null,
  hash              bytea  not null,
  primary key (chain, seq)
);
create index audit_entry_page on audit_entry (chain, request_timestamp, seq);
