-- Changes on their way to the fleet in waves. At most one of a control plane holds nodes at a time.
create table rollout (
  control_plane uuid        not null,
  id            uuid        not null primary key,
  status        text        not null,
  base          bigint      not null,
  target        bigint,
  plan          text        not null,
  wave          int         not null,
  wave_at       timestamptz not null,
  baking_since  timestamptz,
  reason        text,
  author        text        not null,
  message       text        not null,
  created_at    timestamptz not null,
  updated_at    timestamptz not null,
  version       bigint      not null
);
create unique index rollout_active on rollout (control_plane)
  where status in ('collecting', 'running', 'paused', 'halted');
create index rollout_page on rollout (control_plane, created_at);
