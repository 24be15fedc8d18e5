# Starts one more data plane, on free ports.   [NUMBER: that one again]
run() {
  recall_ports
  is_running control-plane || fail "the control plane does not run: ./troop up first."
  find_java
  local number=${1:-} proxy proxy_tls status
  if [ -z "$number" ]; then
    number=2
    while [ -d "$TROOP_HOME/nodes/$number" ] && is_running "node-$number"; do number=$((number + 1)); done
  fi
  [[ $number =~ ^[1-9][0-9]*$ ]] || fail "./troop node $number (expected: a number)"
  is_running "node-$number" && fail "node $number runs already"
  choose_free_ports
  proxy=$(port proxy) proxy_tls=$(port proxy-tls) status=$(port status)
  recall_ports
  enrol_node "$number"
  start_node "$number" "$proxy" "$proxy_tls" "$status"
  await 180 "a ready data plane" "node-$number" node_serves "$proxy" "$status" || exit 1
  say "node-$number is up:"
  say "    proxy    http://127.0.0.1:$proxy    https://127.0.0.1:$proxy_tls"
  say "    status   http://127.0.0.1:$status/status"
}
