# The keys of secrets at rest: shows them, makes a new one and encrypts everything with it.   status | rotate
run() {
  recall_ports
  case ${1:-status} in
    status)
      keys_call GET encryption
      say "$(keys_pretty)"
      ;;
    rotate)
      keys_call POST encryption/rotate
      step "Everything is being encrypted with the new key; nothing stops meanwhile"
      local tries
      for ((tries = 0; tries < 3600; tries++)); do
        keys_call GET encryption
        case $keys_answer in
          *'"renewed_at":null'*) sleep 1 ;;
          *)
            say "$(keys_pretty)"
            return
            ;;
        esac
      done
      fail "this takes long: ./troop keys status says when it is done."
      ;;
    *) fail "./troop keys $1 (expected: status or rotate)" ;;
  esac
}

# keys_call METHOD PATH: the answer is in $keys_answer
keys_call() {
  local status
  keys_answer=$(admin_curl -s -m 60 -w '\n%{http_code}' -X "$1" "$(admin_url)/$2") ||
    fail "the control plane at $(admin_url) does not answer."
  status=${keys_answer##*$'\n'}
  keys_answer=${keys_answer%$'\n'*}
  [[ $status == 2* ]] ||
    fail "the control plane at $(admin_url) answered $status: $keys_answer (with RBAC: set KONG_ADMIN_TOKEN)"
}

keys_pretty() {
  sed 's/},{/},\n  {/g' <<<"$keys_answer"
}
