-- The keys that secrets are encrypted with, each wrapped by a root key that is not in the database.
create table master_key (
  number     integer     not null primary key,
  wrapped    bytea       not null,
  -- What wrapped it, in words.
  root       text        not null,
  created_at timestamptz not null,
  -- When everything was encrypted with it; null as long as that is not so.
  renewed_at timestamptz
);
