#!/bin/sh
# A small stand-in for the official image's entry point: the same variables, and the same habit of
# starting once to set up and once for real, which those who wait for "ready" twice rely on.
set -eu
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  echo "${POSTGRES_PASSWORD:?POSTGRES_PASSWORD must be set}" >/tmp/password
  initdb -D "$PGDATA" -U "$user" --pwfile=/tmp/password -A scram-sha-256 --auth-local=trust -E UTF8 --locale=C >/tmp/initdb.log
  rm /tmp/password
  echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
  if [ "$database" != postgres ]; then
    # There is no psql among the binaries: the single-user server creates the database.
    echo "CREATE DATABASE \"$database\"" | postgres --single -D "$PGDATA" postgres >/dev/null
  fi
  pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -k /tmp" -w start
  pg_ctl -D "$PGDATA" -m fast -w stop
fi
shift $(($# > 0 ? 1 : 0))
exec postgres -D "$PGDATA" -c listen_addresses='*' -k /tmp "$@"
