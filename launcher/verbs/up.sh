# Builds what is missing, then starts a control plane and one data plane.   [-d] [--admin-port N …] [--free-ports]
run() {
  local detach=false flag
  recall_ports
  if is_up; then
    say "Troop runs already:"
    print_urls
    print_next_steps
    return
  fi
  read_port_flags "$@"
  for flag in ${rest[@]+"${rest[@]}"}; do
    case $flag in
      -d | --detach) detach=true ;;
      *) fail "./troop up $flag: unknown flag (flags: -d, --free-ports, --NAME-port N; names: $port_names)" ;;
    esac
  done
  if any_running; then
    step "Cleaning up what is left of an earlier run"
    stop_all
  fi
  rm -f "$TROOP_HOME"/run/*.pid "$TROOP_HOME"/run/ports "$TROOP_HOME"/app/*.recording
  command -v curl >/dev/null || fail "curl is needed (Debian: apt install curl)."
  find_java
  require_free_ports $port_names
  build_when_stale
  trap 'interrupted' INT TERM
  trap 'gave_up' EXIT
  start_everything || exit 1
  trap - EXIT
  say ""
  say "${green}Troop is up.${plain}"
  print_urls
  show_first_password
  print_next_steps
  if $detach; then return; fi
  say ""
  say "Ctrl-C stops everything."
  watch_over
}

start_everything() {
  local begun=$SECONDS
  remember_ports
  step "Starting the control plane"
  start_control_plane
  await 240 "an answer of the control plane" control-plane control_plane_answers || return 1
  step "Starting a data plane"
  enrol_node 1
  start_node 1 "$(port proxy)" "$(port proxy-tls)" "$(port status)"
  await 180 "a ready data plane" node-1 node_serves "$(port proxy)" "$(port status)" || return 1
  say "    traffic flows after $((SECONDS - begun)) s"
}

# A start that failed half-way leaves nothing running.
gave_up() {
  trap '' INT TERM
  stop_all
}

interrupted() {
  trap '' INT TERM EXIT
  say ""
  step "Stopping"
  stop_all
  exit 0
}

# Stays until Ctrl-C, until ./troop down ends it from elsewhere, or until a process dies by itself.
watch_over() {
  local name
  while is_up; do sleep 1 & wait $! || true; done
  if [ ! -f "$TROOP_HOME/run/ports" ]; then return; fi
  for name in control-plane node-1; do
    if ! is_running "$name"; then
      warn "$name ended by itself. The end of its log, $(log_file "$name"):"
      tail -n 25 "$(log_file "$name")" | quote >&2
    fi
  done
  stop_all
  exit 1
}
