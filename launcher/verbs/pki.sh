# The authority of the control plane: shows it, rotates it, rehearses that.   status | prepare | activate | retire | cancel [--force] | drill
#
# A rotation goes prepare, activate, retire; each step waits to be told, and is refused while a node
# would be left behind. drill rehearses expiry, compromise and a whole rotation on the live fleet.
run() {
  recall_ports
  case ${1:-status} in
    status)
      pki_call GET pki || fail "the control plane answered $pki_status: $pki_answer"
      say "$(pki_pretty)"
      ;;
    prepare | activate | retire | cancel) pki_step "$@" ;;
    drill) pki_drill ;;
    *) fail "./troop pki $1 (expected: status, prepare, activate, retire, cancel or drill)" ;;
  esac
}

# pki_call METHOD PATH [BODY]: the answer is in $pki_answer, its status in $pki_status
pki_call() {
  pki_answer=$(admin_curl -s -m 60 -w '\n%{http_code}' -X "$1" -H 'Content-Type: application/json' \
    ${3:+--data "$3"} "$(admin_url)/$2") || fail "the control plane at $(admin_url) does not answer."
  pki_status=${pki_answer##*$'\n'}
  pki_answer=${pki_answer%$'\n'*}
  [[ $pki_status == 2* ]]
}

pki_pretty() {
  sed 's/},{/},\n    {/g; s/\],"/],\n"/g' <<<"$pki_answer"
}

# pki_step STEP [--force]
pki_step() {
  local body={}
  case ${2:-} in
    "") ;;
    --force) body='{"force":true}' ;;
    *) fail "./troop pki $1 $2 (expected: nothing more, or --force)" ;;
  esac
  pki_call POST "pki/$1" "$body" || fail "$1 was refused: $(pki_pretty)"
  say "$(pki_pretty)"
}

# pki_dependents: how many nodes the next step would leave behind
pki_dependents() {
  pki_call GET pki || fail "the control plane answered $pki_status: $pki_answer"
  grep -o '"why":' <<<"$pki_answer" | wc -l
}

# pki_await_nodes WHAT: waits until no node would be left behind
pki_await_nodes() {
  local tries=0
  while [ "$(pki_dependents)" -gt 0 ]; do
    tries=$((tries + 1))
    if [ $tries -gt 120 ]; then
      pki_call GET pki || true
      fail "$1: some nodes do not follow. The rotation stands where it is: see ./troop pki status, then go on by hand. $(pki_pretty)"
    fi
    sleep 1
  done
}

pki_drill() {
  local began=$SECONDS step expiring id
  say "Expiry: which nodes have a certificate that ends soon?"
  expiring=$(admin_curl -s -m 60 "$(admin_url)/fleet?size=1" | grep -o '"expiring":[0-9]*' | head -1 | cut -d: -f2)
  [ -n "$expiring" ] || fail "the control plane at $(admin_url) does not tell of its fleet."
  say "    $expiring of the fleet's nodes. $([ "$expiring" = 0 ] && echo "Good." || echo "GET /fleet names them: enrol them again.")"

  say "Compromise: is a revoked certificate of no use at once?"
  pki_call POST clustering/enrolments '{"name":"pki-drill"}' || fail "no node can be enrolled: $pki_answer"
  id=$(grep -o '"id":"[^"]*"' <<<"$pki_answer" | head -1 | cut -d'"' -f4)
  local folder
  folder=$(mktemp -d)
  (
    umask 077
    echo "$pki_answer" >"$folder/answer"
    json_text "$folder/answer" certificate >"$folder/tls.crt"
    json_text "$folder/answer" private_key >"$folder/tls.key"
    json_text "$folder/answer" ca_certificate >"$folder/ca.crt"
  )
  local before after
  before=$(pki_handshake "$folder")
  pki_call DELETE "clustering/enrolments/$id" || fail "the certificate can't be revoked: $pki_answer"
  after=$(pki_handshake "$folder")
  rm -rf "$folder"
  [ "$before" = accepted ] || fail "a fresh certificate was not accepted: $before"
  [ "$after" = refused ] || fail "a revoked certificate was still accepted"
  say "    accepted before, refused right after. Good."

  say "Rotation of the authority:"
  for step in prepare activate retire; do
    pki_await_nodes "$step"
    pki_call POST "pki/$step" "{}" || fail "$step was refused: $(pki_pretty)"
    say "    $step: done after $((SECONDS - began)) s"
  done
  pki_await_nodes "the last word"
  say "    every node follows the new authority after $((SECONDS - began)) s."
  say "The drill is over: all went well. Connected nodes lost no stream for it; see snapshots in GET /fleet."
}

# pki_handshake FOLDER: whether the control plane lets the certificate in
pki_handshake() {
  local said
  # With TLS 1.3 a client hears of a refusal only when it reads on.
  said=$( (sleep 2; true) | timeout 10 openssl s_client -connect "127.0.0.1:$(port cluster)" -servername localhost \
    -alpn h2 -cert "$1/tls.crt" -key "$1/tls.key" -CAfile "$1/ca.crt" 2>&1 | tr -d "\0") || true
  if grep -qi 'alert unknown ca\|alert certificate\|alert bad cert\|alert number\|alert internal' <<<"$said"; then
    echo refused
  elif grep -q 'CONNECTED' <<<"$said" && grep -q 'Verify return code: 0' <<<"$said"; then
    echo accepted
  else
    echo "no handshake: $(tail -3 <<<"$said" | tr '\n' ' ')"
  fi
}
