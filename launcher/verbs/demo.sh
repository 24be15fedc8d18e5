# Starts a counter service and puts it behind the gateway, step by step, with an API key.
run() {
  recall_ports
  is_up || fail "Troop is down: ./troop up first (in another terminal, or ./troop up -d)."
  find_java
  local counter_port admin proxy
  start_counter
  admin=$(admin_url) proxy=$(proxy_url)
  step "Starting from nothing: what an earlier demo made is removed"
  forget_demo
  step "No route is configured, so the gateway answers itself"
  show 404 -i "$proxy/demo/counter"
  step "A service: where requests go"
  show 201 -X POST "$admin/default/services" --data "name=kuma-demo-svc" --data "url=http://127.0.0.1:$counter_port"
  step "A route: which requests go there"
  show 201 -X POST "$admin/default/services/kuma-demo-svc/routes" --data "name=kuma-demo-rt" --data "paths=/demo"
  step "Requests pass (the data plane has the change within milliseconds)"
  show 200 -X POST "$proxy/demo/increment"
  show 200 -X GET "$proxy/demo/counter"
  show 200 -X DELETE "$proxy/demo/counter"
  step "An API key is demanded, and a consumer gets one"
  show 201 -X POST "$admin/default/routes/kuma-demo-rt/plugins" --data "name=key-auth" --data "config.key_names=apikey"
  show 201 "$admin/default/consumers" --data "username=test-consumer"
  show 201 "$admin/default/consumers/test-consumer/key-auth" --data "key=123test"
  step "Without the key: refused. With it: served"
  show 401 -i -X POST "$proxy/demo/increment"
  show 200 -i -X POST "$proxy/demo/increment" -H "apiKey:123test"
  say ""
  say "${green}Done.${plain} All of it stays configured; ./troop down stops the counter, too."
}

start_counter() {
  if is_running counter; then
    counter_port=$(cat "$TROOP_HOME/run/counter.port")
    return
  fi
  step "Starting the counter service"
  counter_port=$(free_port)
  spawn counter "$JAVA_HOME/bin/java" "$TROOP_ROOT/deploy/demo/CounterService.java" "$counter_port"
  echo "$counter_port" >"$TROOP_HOME/run/counter.port"
  await 30 "the counter" counter curl -s -f "http://127.0.0.1:$counter_port/counter" || exit 1
}

forget_demo() {
  local path
  for path in consumers/test-consumer routes/kuma-demo-rt services/kuma-demo-svc; do
    curl -s -o /dev/null -X DELETE "$admin/default/$path"
  done
  await_status 404 "$proxy/demo/counter"
}

# Until the answer has the status, or five seconds: a change needs a moment to reach the data plane.
await_status() {
  local wanted=$1 tries=0
  shift
  until [ "$(http_status "$@")" = "$wanted" ] || [ $tries = 50 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
}

# show STATUS CURL-ARGUMENTS…: prints the request as one would type it, and the answer; ends when the status is another.
show() {
  local wanted=$1 argument line='curl' body status tries=0
  shift
  for argument in "$@"; do
    if [[ $argument == *[!A-Za-z0-9_./:=-]* || $argument == *=* ]]; then line+=" '$argument'"; else line+=" $argument"; fi
  done
  say ""
  say "  ${bold}\$ $line${plain}"
  while :; do
    body=$(curl -s -m 10 -w '\n%{http_code}' "$@") || true
    status=${body##*$'\n'}
    [ "$status" = "$wanted" ] || [ $tries = 30 ] && break
    tries=$((tries + 1))
    # Only requests through the proxy are said again: there a change may still be on its way.
    [[ "$*" == *"$proxy"* ]] || break
    sleep 0.1
  done
  printf '%s\n' "${body%$'\n'*}" | tr -d '\r' | quote
  [ "$status" = "$wanted" ] || fail "the answer has status $status (expected: $wanted)"
}
