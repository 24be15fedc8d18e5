-- Which users are administrators, as /admins shows them. The user is the administrator's id.
create table rbac_admin (
  rbac_user uuid not null primary key references rbac_user on delete cascade,
  email     text unique,
  custom_id text unique
);
insert into rbac_admin select id from rbac_user where name = 'kong_admin';

-- Who may not handle users by one path may not by the other.
insert into rbac_role_endpoint
  select role, workspace, '/admins' || substr(endpoint, length('/rbac') + 1), actions, negative, comment, created_at
  from rbac_role_endpoint
  where negative and (endpoint = '/rbac' or endpoint like '/rbac/*%')
  on conflict do nothing;
insert into rbac_role_endpoint
  select role, workspace, '/admins' || substr(endpoint, length('/rbac/users') + 1), actions, negative, comment, created_at
  from rbac_role_endpoint
  where negative and (endpoint = '/rbac/users' or endpoint like '/rbac/users/%')
  on conflict do nothing;
update rbac_version set number = number + 1;
