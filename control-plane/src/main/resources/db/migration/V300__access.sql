-- Who may use the Admin API: people and programs, their roles, what roles permit, who is signed in.

create table rbac_user (
  id               uuid        not null primary key,
  workspace        text        not null,
  name             text        not null unique,
  comment          text,
  enabled          boolean     not null,
  -- Hashes; null for none. The ident is the beginning of a digest of the token: it finds the row.
  token_hash       text,
  token_ident      text,
  token_expires_at timestamptz,
  password_hash    text,
  created_at       timestamptz not null,
  updated_at       timestamptz not null
);
create index rbac_user_ident on rbac_user (token_ident);

create table rbac_role (
  id         uuid        not null primary key,
  workspace  text        not null,
  name       text        not null,
  comment    text,
  is_default boolean     not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (workspace, name)
);

create table rbac_user_role (
  rbac_user uuid not null references rbac_user on delete cascade,
  role      uuid not null references rbac_role on delete cascade,
  primary key (rbac_user, role)
);

-- Actions are bits: 1 create, 2 read, 4 update, 8 delete.
create table rbac_role_endpoint (
  role       uuid        not null references rbac_role on delete cascade,
  workspace  text        not null,
  endpoint   text        not null,
  actions    integer     not null,
  negative   boolean     not null,
  comment    text,
  created_at timestamptz not null,
  primary key (role, workspace, endpoint)
);

create table rbac_role_entity (
  role        uuid        not null references rbac_role on delete cascade,
  entity_id   text        not null,
  entity_type text        not null,
  actions     integer     not null,
  negative    boolean     not null,
  comment     text,
  created_at  timestamptz not null,
  primary key (role, entity_id)
);

-- One row: grows with every change of the tables above, so that all processes notice.
create table rbac_version (
  number bigint not null
);
insert into rbac_version values (0);

-- The digest of what the cookie says.
create table access_session (
  digest     bytea       not null primary key,
  rbac_user  uuid        not null references rbac_user on delete cascade,
  created_at timestamptz not null,
  seen_at    timestamptz not null,
  expires_at timestamptz not null
);
create index access_session_user on access_session (rbac_user);
