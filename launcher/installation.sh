# One installation on this machine: a control plane and its nodes, each a process of its own.

admin_url() { echo "http://127.0.0.1:$(port admin)"; }
status_url() { echo "http://127.0.0.1:$(port status)"; }
console_url() { echo "http://127.0.0.1:$(port console)"; }
proxy_url() { echo "http://127.0.0.1:$(port proxy)"; }

# Asks the Admin API with the token of KONG_ADMIN_TOKEN or KONG_PASSWORD, or the first administrator's
# while nobody has been shown it. The token goes by file: a process list shows command lines.
admin_curl() {
  local token=${KONG_ADMIN_TOKEN:-${KONG_PASSWORD:-}} first=$TROOP_HOME/control-plane/kong_admin.password
  if [ -z "$token" ] && [ -r "$first" ]; then token=$(cat "$first"); fi
  if [ -z "$token" ]; then
    curl "$@"
  else
    curl -H @<(printf 'Kong-Admin-Token: %s\n' "$token") "$@"
  fi
}

# Shows the first administrator's generated password, once.
show_first_password() {
  local file=$TROOP_HOME/control-plane/kong_admin.password
  [ -r "$file" ] || return 0
  say ""
  say "The first administrator is ${bold}kong_admin${plain}; password and token, shown this once: ${bold}$(cat "$file")${plain}"
  rm -f "$file"
}

http_status() { curl -s -o /dev/null -m 5 -w '%{http_code}' "$@" || true; }

# Ports of a running installation are what it was started with, whatever the variables say now.
remember_ports() {
  local name
  mkdir -p "$TROOP_HOME/run"
  for name in $port_names; do
    echo "export $(port_variable "$name")=$(port "$name")"
  done >"$TROOP_HOME/run/ports"
}

recall_ports() {
  # shellcheck source=/dev/null
  [ ! -f "$TROOP_HOME/run/ports" ] || source "$TROOP_HOME/run/ports"
}

# The part of the JVM command line all our processes share. The first run records which classes it
# loads; from that a cache is made in the background, and later starts take it up.
java_command() {
  local app=$1 cache=$TROOP_HOME/app/$1.aot
  command_line=("$JAVA_HOME/bin/java" "@$TROOP_ROOT/launcher/jvm/$app.options")
  if [ -f "$cache" ]; then
    command_line+=("-XX:AOTCache=$cache" -Xlog:aot=off -Xlog:cds=off)
  elif [ -z "${TROOP_NO_AOT:-}" ] && [ ! -f "$cache.recorded" ] && [ ! -f "$cache.recording" ]; then
    mkdir -p "$TROOP_HOME/app"
    : >"$cache.recording"
    command_line+=(-XX:AOTMode=record "-XX:AOTConfiguration=$cache.recorded" -Xlog:aot=off -Xlog:cds=off)
  fi
  command_line+=(-jar "$(app_jar "$app")")
}

# Makes the caches from what a first run recorded; runs beside everything else, at low priority.
make_start_caches() {
  local app
  for app in "${app_parts[@]}"; do
    make_start_cache "$app" >/dev/null 2>&1 </dev/null &
    disown $!
  done
}

make_start_cache() {
  local app=$1 cache=$TROOP_HOME/app/$1.aot
  rm -f "$cache.recording"
  [ -f "$cache.recorded" ] || return 0
  (
    mv "$cache.recorded" "$cache.config"
    nice -n 19 "$JAVA_HOME/bin/java" "@$TROOP_ROOT/launcher/jvm/$app.options" -XX:AOTMode=create \
      "-XX:AOTConfiguration=$cache.config" "-XX:AOTCache=$cache.new" -jar "$(app_jar "$app")" &&
      mv "$cache.new" "$cache"
    rm -f "$cache.config" "$cache.new"
  ) >"$TROOP_HOME/logs/start-cache-$app.log" 2>&1 </dev/null
}

start_control_plane() {
  local home=$TROOP_HOME/control-plane
  mkdir -p "$home"
  chmod 700 "$home"
  java_command control-plane
  # The settings go by environment: a process list shows command lines, never these.
  spawn control-plane env \
    KONG_ROLE=control_plane KONG_PREFIX="$home" TROOP_HOME="$home" \
    KONG_ADMIN_LISTEN="${KONG_ADMIN_LISTEN:-127.0.0.1:$(port admin)}" \
    KONG_ADMIN_GUI_LISTEN="${KONG_ADMIN_GUI_LISTEN:-127.0.0.1:$(port console), 127.0.0.1:$(port console-tls) ssl}" \
    KONG_CLUSTER_LISTEN="${KONG_CLUSTER_LISTEN:-127.0.0.1:$(port cluster)}" \
    KONG_CLUSTER_TELEMETRY_LISTEN="${KONG_CLUSTER_TELEMETRY_LISTEN:-127.0.0.1:$(port telemetry)}" \
    "${command_line[@]}"
}

# With RBAC and without a token it answers 401, which is an answer.
control_plane_answers() { port_is_busy "$(port admin)" && [[ $(http_status "$(admin_url)/status") =~ ^(200|401)$ ]]; }

# Gets node $1 a certificate of its own from the control plane, unless it has one.
enrol_node() {
  local home=$TROOP_HOME/nodes/$1 answer
  [ ! -s "$home/cluster.key" ] || return 0
  mkdir -p "$home"
  chmod 700 "$home"
  answer=$(mktemp "$home/.enrolment.XXXX")
  if [ "$(admin_curl -s -m 20 -o "$answer" -w '%{http_code}' -X POST "$(admin_url)/clustering/enrolments" --data "name=node-$1")" != 201 ]; then
    local said
    said=$(head -c 600 "$answer")
    rm -f "$answer"
    fail "the control plane gave node $1 no certificate: $said"
  fi
  (
    umask 077
    json_text "$answer" certificate >"$home/cluster.crt"
    json_text "$answer" private_key >"$home/cluster.key"
    json_text "$answer" ca_certificate >"$home/cluster-ca.crt"
  )
  rm -f "$answer"
}

# The text member $2 of the JSON object in file $1. PEM and names only: no escapes but \n.
json_text() { sed -n "s/.*\"$2\" *: *\"\([^\"]*\)\".*/\1/p" "$1" | sed 's/\\n/\n/g; s/\\\//\//g'; }

start_node() {
  local home=$TROOP_HOME/nodes/$1 proxy=$2 proxy_tls=$3 status=$4
  java_command node
  spawn "node-$1" env \
    KONG_ROLE=data_plane KONG_DATABASE=off KONG_PREFIX="$home" TROOP_HOME="$home" \
    KONG_PROXY_LISTEN="127.0.0.1:$proxy, 127.0.0.1:$proxy_tls http2 ssl" \
    KONG_STATUS_LISTEN="127.0.0.1:$status" \
    KONG_CLUSTER_MTLS=pki KONG_CLUSTER_CONTROL_PLANE="${KONG_CLUSTER_CONTROL_PLANE:-127.0.0.1:$(port cluster)}" \
    KONG_CLUSTER_TELEMETRY_ENDPOINT="127.0.0.1:$(port telemetry)" \
    KONG_CLUSTER_SERVER_NAME=localhost \
    KONG_CLUSTER_CERT="$home/cluster.crt" KONG_CLUSTER_CERT_KEY="$home/cluster.key" \
    KONG_CLUSTER_CA_CERT="$home/cluster-ca.crt" \
    "${command_line[@]}"
  printf 'proxy=%s\nproxy_tls=%s\nstatus=%s\n' "$proxy" "$proxy_tls" "$status" >"$home/ports"
}

# Ready, and its proxy answers: both, because a node may be ready a moment before it listens. While nobody listens,
# asking costs the node no processor time that it needs for its start.
node_serves() {
  port_is_busy "$1" && port_is_busy "$2" &&
    [ "$(http_status "http://127.0.0.1:$2/status/ready")" = 200 ] &&
    [ "$(http_status "http://127.0.0.1:$1/")" != 000 ]
}

is_up() { is_running control-plane && is_running node-1; }

any_running() {
  local name
  for name in $(known_processes); do
    if is_running "$name"; then return 0; fi
  done
  return 1
}

stop_all() {
  local name
  for name in $(known_processes); do
    if is_running "$name"; then say "    stopping $name"; fi
    stop_process "$name"
  done
  rm -f "$TROOP_HOME/run/ports"
  find_java
  make_start_caches
}

print_urls() {
  cat <<TEXT
    proxy    $(proxy_url)    https://127.0.0.1:$(port proxy-tls)
    admin    $(admin_url)
    console  $(console_url)    https://127.0.0.1:$(port console-tls)
    status   $(status_url)/status
    logs     $TROOP_HOME/logs   (./troop logs -f)
TEXT
}

print_next_steps() {
  cat <<TEXT

Try:
    curl -i $(proxy_url)/test                     no route yet: 404
    ./troop demo                                             a service, a route and an API key, step by step
    ./troop node                                             one more data plane
    ./troop status | test | down | help
TEXT
}
