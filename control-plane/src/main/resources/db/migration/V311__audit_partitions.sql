-- Entries in partitions by the second up to which they stay: retention drops a partition, and nobody
-- who writes waits for it. A partition's name says its bounds: audit_entry_<from>_<to>.
alter table audit_entry rename to audit_entry_old;
alter table audit_entry_old drop constraint audit_entry_pkey;
drop index audit_entry_page;

create table audit_entry (
  chain             text   not null,
  seq               bigint not null,
  request_timestamp bigint not null,
  expires_at        bigint not null,
  control_plane     uuid   not null,
  workspace         text,
  entry             text   not null,
  hash              bytea  not null,
  primary key (chain, seq, expires_at)
) partition by range (expires_at);
create index audit_entry_page on audit_entry (chain, request_timestamp, seq);

-- What is there already becomes one partition.
do $$
declare
  first bigint;
  last  bigint;
begin
  select min(expires_at), max(expires_at) + 1 into first, last from audit_entry_old;
  if first is null then
    drop table audit_entry_old;
  else
    execute format('alter table audit_entry_old rename to audit_entry_%s_%s', first, last);
    execute format('alter table audit_entry attach partition audit_entry_%s_%s for values from (%s) to (%s)',
                   first, last, first, last);
  end if;
end $$;
