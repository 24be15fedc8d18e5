-- Rotation of a control plane's authority: beside the active one there may be one that is prepared
-- or, later, the one before. Of the latter nobody needs the key any more, so it is not kept.
alter table control_plane_keys
  add column next_authority text,
  add column next_authority_secret bytea,
  add column last_authority text,
  add column retired_authorities text not null default '',
  add column generation bigint not null default 0,
  add column rotated_at timestamptz;

-- Certificates that nodes asked for over their streams. Each stands and falls with the registered
-- one that it goes back to.
create table node_certificate (
  control_plane uuid        not null,
  fingerprint   text        not null primary key,
  enrolment     uuid        not null,
  cert          text        not null,
  issued_at     timestamptz not null,
  expires_at    timestamptz not null
);
create index node_certificate_enrolment on node_certificate (enrolment);

-- Which of the control plane's words on authorities a node goes by.
alter table node add column trust_number bigint not null default 0;
