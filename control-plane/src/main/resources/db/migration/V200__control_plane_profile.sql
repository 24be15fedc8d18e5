-- What users say of a control plane beside its name: its type, how nodes prove themselves, proxies.
alter table control_plane add column profile jsonb not null default '{}';
