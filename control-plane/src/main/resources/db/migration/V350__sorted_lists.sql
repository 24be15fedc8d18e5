-- Lists in the order of names or of age, page by page: each page costs what the first does. What is
-- indexed stands in the queries letter by letter.

create index entity_by_name on entity (control_plane, workspace, kind,
  (lower(left(coalesce(document ->> 'name', document ->> 'username',
    document ->> 'custom_id', document ->> 'instance_name', document ->> 'prefix',
    document ->> 'target', document ->> 'host', document ->> 'kid',
    document ->> 'group', ''), 100)) collate "C"), id);

create index entity_by_age on entity (control_plane, workspace, kind,
  (coalesce((document ->> 'created_at')::numeric, 0::numeric)), id);
