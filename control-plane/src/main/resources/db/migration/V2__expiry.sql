-- Entities with a time to live: `ttl` in a stored document is the moment it is over.
create index entity_expiry on entity (((document ->> 'ttl')::bigint))
  where jsonb_typeof(document -> 'ttl') = 'number';
