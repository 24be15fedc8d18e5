# Child processes: each has a name, a pid file, a log and a folder of its own below $TROOP_HOME.

pid_file() { echo "$TROOP_HOME/run/$1.pid"; }

log_file() { echo "$TROOP_HOME/logs/$1.log"; }

# The time a process started, so that a pid used again by another program is not taken for ours;
# nothing for one that has ended, also when nobody has collected it yet.
started_at() {
  if [ -d /proc/self ]; then
    local line fields
    { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 0
    read -r -a fields <<<"${line##*) }"
    [ "${fields[0]}" = Z ] || echo "${fields[19]}"
  else
    ps -o lstart= -p "$1" 2>/dev/null || true
  fi
}

is_running() {
  local pid started now
  [ -f "$(pid_file "$1")" ] || return 1
  read -r pid started <"$(pid_file "$1")" || return 1
  kill -0 "$pid" 2>/dev/null || return 1
  now=$(started_at "$pid")
  [ "${now// /_}" = "$started" ]
}

pid_of() { cut -d' ' -f1 "$(pid_file "$1")"; }

# Names of all processes that have a pid file, newest node first, the control plane last.
known_processes() {
  [ -d "$TROOP_HOME/run" ] || return 0
  (cd "$TROOP_HOME/run" && ls -- *.pid 2>/dev/null) | sed 's/\.pid$//' | sort -r |
    awk '$0 == "control-plane" { last = $0; next } { print } END { if (last) print last }'
}

# spawn NAME COMMAND…: starts it in a session of its own, so that Ctrl-C reaches only the launcher.
spawn() {
  local name=$1 pid
  shift
  mkdir -p "$TROOP_HOME/run" "$TROOP_HOME/logs"
  setsid "$@" >>"$(log_file "$name")" 2>&1 </dev/null &
  pid=$!
  disown "$pid"
  (umask 077 && echo "$pid $(started_at "$pid" | tr ' ' _)" >"$(pid_file "$name")")
}

# Ends a process: asks first, and insists after 30 seconds; after two minutes, when it may be writing what
# its start-up cache is made of.
stop_process() {
  local name=$1 pid waited=0 limit=30
  [ ! -f "$TROOP_HOME/app/${name%%-[0-9]*}.aot.recording" ] || limit=120
  if is_running "$name"; then
    pid=$(pid_of "$name")
    kill -TERM "$pid" 2>/dev/null || true
    while is_running "$name"; do
      sleep 0.1
      waited=$((waited + 1))
      if [ "$waited" = $((limit * 10)) ]; then
        warn "$name did not stop within $limit seconds and is killed"
        kill -KILL "$pid" 2>/dev/null || true
      fi
    done
  fi
  rm -f "$(pid_file "$name")"
}

# await SECONDS WHAT NAME COMMAND…: until the command succeeds; ends with the log when process NAME dies.
await() {
  local seconds=$1 what=$2 name=$3 deadline
  shift 3
  deadline=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    if ! is_running "$name"; then
      warn "$name ended while starting. The end of its log, $(log_file "$name"):"
      tail -n 25 "$(log_file "$name")" | quote >&2
      return 1
    fi
    if [ $SECONDS -ge $deadline ]; then
      warn "$what did not come within $seconds seconds. The end of $(log_file "$name"):"
      tail -n 25 "$(log_file "$name")" | quote >&2
      return 1
    fi
    sleep 0.05
  done
}
