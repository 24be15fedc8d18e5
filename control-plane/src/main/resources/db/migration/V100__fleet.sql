-- The fleet: the keys control planes vouch with, who may join, and which nodes are there.

-- Made at first use, before the control plane's first revision is signed. The secret columns are
-- encrypted with the installation's master key.
create table control_plane_keys (
  control_plane    uuid        not null primary key,
  authority        text        not null,
  authority_secret bytea       not null,
  seal             text        not null,
  seal_public      bytea       not null,
  seal_secret      bytea       not null,
  created_at       timestamptz not null
);

-- A deleted certificate keeps its row: it must not come back by way of an authority.
create table dp_client_certificate (
  control_plane uuid        not null,
  id            uuid        not null primary key,
  fingerprint   text        not null,
  cert          text        not null,
  title         text,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  deleted_at    timestamptz
);
create unique index dp_client_certificate_pin on dp_client_certificate (fingerprint)
  where deleted_at is null;
create index dp_client_certificate_page on dp_client_certificate (control_plane, created_at, id)
  where deleted_at is null;

create table node (
  control_plane uuid        not null,
  id            uuid        not null,
  certificate   text        not null,
  expires_at    timestamptz not null,
  ip            text        not null,
  hostname      text        not null,
  version       text        not null,
  labels        text        not null,
  plugins       text        not null,
  connected     boolean     not null,
  created_at    timestamptz not null,
  connected_at  timestamptz not null,
  last_seen     timestamptz not null,
  revision      bigint,
  root          text,
  applied_at    timestamptz,
  apply_micros  bigint,
  quarantined   text        not null,
  rejection     text,
  last_transfer text        not null,
  snapshots     bigint      not null,
  primary key (control_plane, id)
);
