# Starts one more data plane, on free ports; or gives orders to one.   [NUMBER | ORDER [NUMBER] [REVISION]]
#
# Orders go to the node itself and work without its control plane: status, revisions, pin, rollback,
# unpin, adopt, drain. NUMBER is 1 unless said otherwise.
run() {
  case ${1:-} in
    status | revisions | pin | rollback | unpin | adopt | drain)
      order_node "$@"
      ;;
    *)
      start_another_node "$@"
      ;;
  esac
}

# order_node ORDER [NUMBER] [REVISION]
order_node() {
  local order=$1 number=${2:-1} revision=${3:-} socket method=POST answer status
  [[ $number =~ ^[1-9][0-9]*$ ]] || fail "./troop node $order $number (expected: the number of a node, such as 1)"
  [[ -z $revision || $revision =~ ^[0-9]+$ ]] || fail "./troop node $order $number $revision (expected: the number of a revision)"
  socket=${TROOP_NODE_SOCKET:-$TROOP_HOME/nodes/$number/node.sock}
  [ -S "$socket" ] || fail "node $number does not run: there is no $socket."
  case $order in status | revisions) method=GET ;; esac
  answer=$(curl -s -m 60 -w '\n%{http_code}' -X "$method" --unix-socket "$socket" \
    ${revision:+--data "{\"revision\":$revision}"} "http://node/$order") || fail "node $number does not answer at $socket."
  status=${answer##*$'\n'}
  answer=${answer%$'\n'*}
  [ "$status" = 200 ] || fail "node $number refuses: $answer"
  say "$answer"
}

start_another_node() {
  recall_ports
  is_running control-plane || fail "the control plane does not run: ./troop up first."
  find_java
  local number=${1:-} proxy proxy_tls status
  if [ -z "$number" ]; then
    number=2
    while [ -d "$TROOP_HOME/nodes/$number" ] && is_running "node-$number"; do number=$((number + 1)); done
  fi
  [[ $number =~ ^[1-9][0-9]*$ ]] || fail "./troop node $number (expected: a number, or one of status, revisions, pin, rollback, unpin, adopt, drain)"
  is_running "node-$number" && fail "node $number runs already"
  choose_free_ports proxy proxy-tls status
  proxy=$(port proxy) proxy_tls=$(port proxy-tls) status=$(port status)
  recall_ports
  enrol_node "$number"
  start_node "$number" "$proxy" "$proxy_tls" "$status"
  await 180 "a ready data plane" "node-$number" node_serves "$proxy" "$status" || exit 1
  say "node-$number is up:"
  say "    proxy    http://127.0.0.1:$proxy    https://127.0.0.1:$proxy_tls"
  say "    status   http://127.0.0.1:$status/status"
}
