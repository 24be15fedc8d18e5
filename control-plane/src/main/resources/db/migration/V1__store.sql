-- Configuration as commits: what is (entity), what makes it findable and consistent (entity_key,
-- entity_reference, entity_tag), and how it came to be (revision, change).

-- A tenant. Its row is the head of its line of revisions: whoever commits locks it.
create table control_plane (
  id          uuid        not null primary key,
  name        text        not null unique,
  description text        not null default '',
  labels      jsonb       not null default '{}',
  revision    bigint      not null default 0,
  root        bytea       not null,
  signature   bytea       not null,
  created_at  timestamptz not null,
  updated_at  timestamptz not null
);

create table workspace (
  control_plane uuid        not null references control_plane on delete cascade,
  name          text        not null,
  id            uuid        not null,
  document      jsonb       not null,
  primary key (control_plane, name),
  unique (control_plane, id)
);

-- The current documents. A document is what the schema knows; secrets in it are sealed.
create table entity (
  control_plane uuid   not null,
  kind          text   not null,
  id            uuid   not null,
  workspace     text   not null,
  document      jsonb  not null,
  revision      bigint not null,
  primary key (control_plane, kind, id),
  foreign key (control_plane, workspace) references workspace
);
create index entity_page on entity (control_plane, workspace, kind, id);

-- Unique keys. The digest stands for the values, so that long values fit an index and secret ones
-- do not stand in it. The workspace is empty for a key that is unique over all workspaces.
create table entity_key (
  control_plane uuid  not null,
  workspace     text  not null,
  kind          text  not null,
  name          text  not null,
  digest        bytea not null,
  entity        uuid  not null,
  primary key (control_plane, workspace, kind, name, digest),
  foreign key (control_plane, kind, entity) references entity on delete cascade
);
create index entity_key_entity on entity_key (control_plane, kind, entity);

-- Foreign keys. Checked at the end of a transaction: a commit may create both ends in any order.
create table entity_reference (
  control_plane uuid not null,
  kind          text not null,
  entity        uuid not null,
  field         text not null,
  target_kind   text not null,
  target        uuid not null,
  primary key (control_plane, kind, entity, field, target),
  foreign key (control_plane, kind, entity) references entity on delete cascade,
  foreign key (control_plane, target_kind, target) references entity
    on delete no action deferrable initially deferred
);
create index entity_reference_target
  on entity_reference (control_plane, target_kind, target, kind, field, entity);

create table entity_tag (
  control_plane uuid not null,
  workspace     text not null,
  tag           text not null,
  kind          text not null,
  entity        uuid not null,
  primary key (control_plane, workspace, tag, kind, entity),
  foreign key (control_plane, kind, entity) references entity on delete cascade
);
create index entity_tag_entity on entity_tag (control_plane, kind, entity);

-- A committed state. Never edited.
create table revision (
  control_plane uuid        not null references control_plane on delete cascade,
  number        bigint      not null,
  parent        bigint,
  root          bytea       not null,
  signature     bytea       not null,
  author        text        not null,
  message       text        not null,
  changes       integer     not null,
  created_at    timestamptz not null,
  primary key (control_plane, number)
);
create index revision_time on revision (control_plane, created_at);

create table change (
  control_plane uuid    not null,
  revision      bigint  not null,
  position      integer not null,
  kind          text    not null,
  entity        uuid    not null,
  workspace     text    not null,
  before        jsonb,
  after         jsonb,
  primary key (control_plane, revision, position),
  foreign key (control_plane, revision) references revision on delete cascade
);
create index change_entity on change (control_plane, workspace, kind, entity, revision desc);
