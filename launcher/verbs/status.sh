# Says what runs, where, and whether it is in sync.
run() {
  local name number
  recall_ports
  if ! any_running; then
    say "Troop is down. ./troop up starts it."
    return 3
  fi
  printf '%-15s %-9s %s\n' PROCESS PID STATE
  for name in $(known_processes | sort); do
    if ! is_running "$name"; then
      printf '%-15s %-9s %s\n' "$name" - "dead; see $(log_file "$name")"
    elif [ "$name" = control-plane ]; then
      printf '%-15s %-9s %s\n' "$name" "$(pid_of "$name")" "admin $(admin_url) answers $(http_status "$(admin_url)/status")"
    elif [[ $name != node-* ]]; then
      printf '%-15s %-9s %s\n' "$name" "$(pid_of "$name")" running
    else
      number=${name#node-}
      # shellcheck source=/dev/null
      (source "$TROOP_HOME/nodes/$number/ports" &&
        printf '%-15s %-9s %s\n' "$name" "$(pid_of "$name")" \
          "proxy http://127.0.0.1:$proxy, $(curl -s -m 5 "http://127.0.0.1:$status/status/ready" | sed -n 's/.*"message" *: *"\([^"]*\)".*/\1/p')")
    fi
  done
  if is_running control-plane; then
    say ""
    say "As the control plane sees its nodes ($(admin_url)/clustering/data-planes):"
    show_nodes | quote
    say ""
  fi
}

# A table where it can be made, else what the control plane answers: an error, or without Node.
show_nodes() {
  local answer
  answer=$(admin_curl -s -m 5 "$(admin_url)/clustering/data-planes")
  command node "$TROOP_ROOT/launcher/nodes.mjs" <<<"$answer" 2>/dev/null || say "$answer"
}
