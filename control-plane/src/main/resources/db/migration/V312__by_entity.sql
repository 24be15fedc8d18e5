-- The entity first: nobody may take these indexes for a way to all keys or tags of a kind. A planner
-- whose statistics know little of a kind did, and read all of it to find one name.
drop index entity_key_entity;
create index entity_key_entity on entity_key (entity, kind, control_plane);
drop index entity_tag_entity;
create index entity_tag_entity on entity_tag (entity, kind, control_plane);
