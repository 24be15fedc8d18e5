-- Tokens that people make for their programs. The digest of a token stands here, never the token.

create table access_token (
  id           uuid        not null primary key,
  rbac_user    uuid        not null references rbac_user on delete cascade,
  name         text        not null,
  digest       bytea       not null unique,
  created_at   timestamptz not null,
  -- Null for one that does not expire.
  expires_at   timestamptz,
  -- Null for one that was never used; kept to the minute.
  last_used_at timestamptz,
  unique (rbac_user, name)
);
