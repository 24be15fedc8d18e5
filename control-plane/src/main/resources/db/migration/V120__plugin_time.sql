-- A third family of rows: how long a plugin took in requests of a route, of those that were
-- measured. Its name is empty in all others.
alter table traffic_minute add column plugin text not null default '';
alter table traffic_minute drop constraint traffic_minute_pkey;
alter table traffic_minute add constraint traffic_minute_pkey
  primary key (control_plane, at, node, route, service, consumer, plugin, writer, part);

alter table traffic_hour add column plugin text not null default '';
alter table traffic_hour drop constraint traffic_hour_pkey;
alter table traffic_hour add constraint traffic_hour_pkey
  primary key (control_plane, at, node, route, service, consumer, plugin, writer, part);
