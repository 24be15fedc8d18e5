-- Pages of one workspace, and of one control plane among several: without these, one with few entries
-- is looked for among those of all others.
create index audit_entry_workspace on audit_entry (chain, workspace, request_timestamp, seq);
create index audit_entry_control_plane on audit_entry (chain, control_plane, request_timestamp, seq);
