# Which ports are used. An override is a variable (TROOP_ADMIN_PORT=9001) or a flag (--admin-port 9001).

port_names="proxy proxy-tls admin console console-tls cluster telemetry status"

port_default() {
  case $1 in
    proxy) echo 8000 ;; proxy-tls) echo 8443 ;;
    admin) echo 8001 ;; console) echo 8002 ;; console-tls) echo 8445 ;; cluster) echo 8005 ;; telemetry) echo 8006 ;;
    status) echo 8100 ;;
  esac
}

port_variable() {
  local name=${1^^}
  echo "TROOP_${name//-/_}_PORT"
}

port() {
  local variable
  variable=$(port_variable "$1")
  echo "${!variable:-$(port_default "$1")}"
}

set_port() {
  [[ $2 =~ ^[0-9]+$ && $2 -ge 1 && $2 -le 65535 ]] || fail "--$1-port: $2 (expected: 1 to 65535)"
  export "$(port_variable "$1")=$2"
}

# True when somebody listens on 127.0.0.1:$1. No process is made for it: it is asked often.
port_is_busy() { { : 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null; }

# A port nobody listens on, below the range from which the kernel lends ports to clients.
free_port() {
  local candidate
  while :; do
    candidate=$((20000 + RANDOM % 12000))
    port_is_busy "$candidate" || { echo "$candidate" && return; }
  done
}

# choose_free_ports [NAME…]: upwards from one free port, so that no two are the same; all names without any.
choose_free_ports() {
  local name candidate
  # shellcheck disable=SC2086
  [ $# -gt 0 ] || set -- $port_names
  candidate=$(free_port)
  for name in "$@"; do
    while port_is_busy "$candidate"; do candidate=$((candidate + 1)); done
    set_port "$name" "$candidate"
    candidate=$((candidate + 1))
  done
}

# Ends with advice when one of the named ports is taken.
require_free_ports() {
  local name number
  for name in "$@"; do
    number=$(port "$name")
    if port_is_busy "$number"; then
      fail "port $number ($name) is in use by $(port_owner "$number").
Stop that, or choose another port: ./troop up --$name-port N, or any free ones: ./troop up --free-ports"
    fi
  done
}

port_owner() {
  local owner=''
  if command -v ss >/dev/null; then
    owner=$(ss -Hltnp "sport = :$1" 2>/dev/null | sed -n 's/.*users:(("\([^"]*\)",pid=\([0-9]*\).*/\1 (process \2)/p' | head -1)
  fi
  echo "${owner:-another process}"
}

# Reads the flags that set ports; leaves the others in the array `rest`.
rest=()
read_port_flags() {
  local name
  rest=()
  while [ $# -gt 0 ]; do
    case $1 in
      --free-ports)
        choose_free_ports
        shift
        ;;
      --*-port | --*-port=*)
        name=${1#--} name=${name%%=*} name=${name%-port}
        [ -n "$(port_default "$name")" ] || fail "$1: no such port (ports: $port_names)"
        if [[ $1 == *=* ]]; then
          set_port "$name" "${1#*=}"
          shift
        else
          [ $# -ge 2 ] || fail "$1 needs a number"
          set_port "$name" "$2"
          shift 2
        fi
        ;;
      *)
        rest+=("$1")
        shift
        ;;
    esac
  done
}
