-- What is wrong with a node beside what it serves, as a JSON object of texts.

alter table node add column problems text not null default '{}';

-- Orders to nodes to take up the history of their control plane, for all processes on this database.
-- Each carries out those it has not seen yet on the nodes connected to it.

create table adoption_order (
  id            uuid        primary key,
  control_plane uuid        not null,
  node          uuid,
  ordered_at    timestamptz not null default now()
);

create index adoption_order_by_time on adoption_order (ordered_at);
