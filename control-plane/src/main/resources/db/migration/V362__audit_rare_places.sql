-- Most entries are about the default workspace of the first control plane, and pages of those are found by
-- the index of all. Indexes for other places leave them out: an entry costs two indexes in place of four.
-- Each partition has its own, for the ids are not known before the first control plane is there. On the way
-- every partition is read twice: some ten seconds for ten million entries, which nobody adds to meanwhile.
drop index audit_entry_workspace;
drop index audit_entry_control_plane;

do $$
declare
  plane   uuid;
  home    uuid;
  entries name;
begin
  select w.control_plane, w.id into plane, home from workspace w
    where w.name = 'default'
      and w.control_plane = (select id from control_plane order by created_at, id limit 1);
  for entries in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'audit_entry'::regclass loop
    execute format('create index %1$s_control_plane on %1$s (chain, control_plane, request_timestamp, seq)'
                   ' where control_plane <> %2$L', entries, plane);
    execute format('create index %1$s_workspace on %1$s (chain, workspace, request_timestamp, seq)'
                   ' where workspace <> ''default'' and workspace <> %2$L', entries, home::text);
  end loop;
end $$;
