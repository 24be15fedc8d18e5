# Prints the logs.   [-f: follow] [NAME: control-plane, node-1, build, …]
run() {
  local follow=() files=()
  if [ "${1:-}" = -f ]; then
    follow=(-F)
    shift
  fi
  if [ $# -gt 0 ]; then
    [ -f "$(log_file "$1")" ] || fail "no log named $1 (there are: $(cd "$TROOP_HOME/logs" 2>/dev/null && ls -- *.log | sed 's/\.log$//' | tr '\n' ' '))"
    files=("$(log_file "$1")")
  else
    mapfile -t files < <(ls "$TROOP_HOME"/logs/{control-plane,node-*}.log 2>/dev/null)
    [ ${#files[@]} -gt 0 ] || fail "no logs yet: nothing was started. ./troop up starts Troop."
  fi
  exec tail -n 200 ${follow[@]+"${follow[@]}"} "${files[@]}"
}
