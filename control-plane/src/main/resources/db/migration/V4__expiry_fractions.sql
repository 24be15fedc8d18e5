-- Moments have fractions of seconds: a key with ten seconds to live is not gone after nine and a bit.
drop index entity_expiry;
create index entity_expiry on entity (((document ->> 'ttl')::numeric))
  where jsonb_typeof(document -> 'ttl') = 'number';
