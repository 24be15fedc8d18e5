-- Which users sign in through an OpenID provider. Names may change there; a subject does not.
create table oidc_identity (
  rbac_user uuid not null primary key references rbac_user on delete cascade,
  issuer    text not null,
  subject   text not null,
  unique (issuer, subject)
);
