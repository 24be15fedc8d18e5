-- Who else is told of the audit log, and how far each has been told. The configuration is encrypted.
create table audit_export (
  name         text        not null primary key,
  kind         text        not null,
  config       bytea       not null,
  by_settings  boolean     not null,
  enabled      boolean     not null,
  seq          bigint      not null default 0,
  exported     bigint      not null default 0,
  failures     bigint      not null default 0,
  lost         bigint      not null default 0,
  last_error   text,
  succeeded_at timestamptz,
  created_at   timestamptz not null
);
