-- What nodes say of themselves beside what they serve, and what they carried.

alter table node
  add column kind            text    not null default 'troop',
  add column vitals          text,
  add column pinned_revision bigint,
  add column draining        boolean not null default false;

-- An id of zeros stands for none. A row is either of a route, service and consumer over all nodes
-- (node is zeros) or of a node over all else. Every process writes rows of its own, so processes
-- never wait for each other; who reads adds up. The latencies are sketches, which add up, too.
create table traffic_minute (
  control_plane uuid        not null,
  at            timestamptz not null,
  node          uuid        not null,
  route         uuid        not null,
  service       uuid        not null,
  consumer      uuid        not null,
  writer        uuid        not null,
  part          int         not null,
  none          bigint      not null,
  s1xx          bigint      not null,
  s2xx          bigint      not null,
  s3xx          bigint      not null,
  s4xx          bigint      not null,
  s5xx          bigint      not null,
  bytes_in      bigint      not null,
  bytes_out     bigint      not null,
  latency       bytea       not null,
  upstream      bytea       not null,
  primary key (control_plane, at, node, route, service, consumer, writer, part)
) partition by range (at);

create table traffic_hour (like traffic_minute including all) partition by range (at);
