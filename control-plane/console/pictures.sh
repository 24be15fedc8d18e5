#!/usr/bin/env bash
# Takes the pictures of docs/console anew, on an installation of its own that is gone afterwards.
#   ./pictures.sh             those of the documentation
#   LOOK=1 ./pictures.sh DIR  every page in both widths and both themes, into a folder, for people who change how pages look
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
export PICTURES=${1:-$root/docs/console}
export TROOP_HOME=$root/.troop/pictures
KONG_PASSWORD=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
export KONG_PASSWORD KONG_ENFORCE_RBAC=both KONG_AUDIT_LOG=on

clear() { rm -rf "$TROOP_HOME"/{control-plane,nodes,run,logs}; }
finish() {
  "$root/troop" down
  clear
}

clear
trap finish EXIT
"$root/troop" up -d --free-ports
# shellcheck source=/dev/null
source "$TROOP_HOME/run/ports"
CONSOLE=http://127.0.0.1:$TROOP_CONSOLE_PORT PROXY=http://127.0.0.1:$TROOP_PROXY_PORT PASSWORD=$KONG_PASSWORD \
  npx playwright test pictures
