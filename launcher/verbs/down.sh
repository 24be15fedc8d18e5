# Stops everything that ./troop started.   [--erase: forgets the configuration and certificates, too]
run() {
  case ${1:-} in
    '' | --erase) ;;
    *) fail "./troop down $1: unknown flag (flags: --erase)" ;;
  esac
  if any_running; then
    step "Stopping"
    stop_all
  else
    say "Nothing runs."
    rm -f "$TROOP_HOME"/run/*.pid "$TROOP_HOME"/run/ports
  fi
  if [ "${1:-}" = --erase ]; then
    rm -rf "$TROOP_HOME/control-plane" "$TROOP_HOME/nodes" "$TROOP_HOME/logs"
    say "Configuration, certificates and logs are erased."
  fi
}
