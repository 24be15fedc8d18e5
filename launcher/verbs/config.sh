# Saves, loads or compares a workspace as one declarative file.   export [FILE] | import FILE | diff FILE   [--workspace NAME] [--message TEXT] [--admin URL]
run() {
  local action='' file='' workspace='' message='' url='' arguments=()
  while [ $# -gt 0 ]; do
    case $1 in
      --workspace | --message | --admin)
        [ $# -ge 2 ] || fail "$1 needs a value"
        case $1 in
          --workspace) workspace=$2 ;;
          --message) message=$2 ;;
          --admin) url=$2 ;;
        esac
        shift
        ;;
      -*) fail "./troop config: $1 is not known. ./troop help lists what is." ;;
      *) arguments+=("$1") ;;
    esac
    shift
  done
  action=${arguments[0]:-} file=${arguments[1]:-}
  recall_ports
  url=${url:-$(admin_url)}${workspace:+/$workspace}/config
  case $action in
    export) export_config "$url" "$file" ;;
    import) send_config "$url" "$file" "$message" "" ;;
    diff) send_config "$url" "$file" "$message" "dry_run=1" ;;
    *) fail "./troop config ${action:-(nothing)}: expected export [FILE], import FILE or diff FILE" ;;
  esac
}

export_config() {
  local answer code
  answer=$(mktemp)
  code=$(ask "$answer" "$1?format=yaml")
  if [ "$code" != 200 ]; then
    cat "$answer" >&2
    rm -f "$answer"
    fail "the control plane did not export (status $code from $1)"
  fi
  if [ -n "$2" ]; then
    # It holds secrets: for its owner's eyes only.
    (umask 077 && cat "$answer" >"$2")
    say "written: $2"
  else
    cat "$answer"
  fi
  rm -f "$answer"
}

send_config() {
  local url=$1 file=$2 message=$3 more=$4 answer code
  [ -n "$file" ] || fail "which file? ./troop config import FILE"
  [ -r "$file" ] || fail "$file can't be read"
  answer=$(mktemp)
  code=$(ask "$answer" -X POST -H 'Content-Type: application/yaml' --data-binary "@$file" \
    "$url?format=text${more:+&$more}${message:+&message=$(escaped "$message")}")
  cat "$answer"
  rm -f "$answer"
  case $code in
    200 | 201) ;;
    *) fail "nothing was changed (status $code from $url)" ;;
  esac
}

# Text as it stands in a query.
escaped() {
  local LC_ALL=C text=$1 at byte
  for ((at = 0; at < ${#text}; at++)); do
    byte=${text:at:1}
    case $byte in
      [a-zA-Z0-9._~-]) printf '%s' "$byte" ;;
      *) printf '%%%02X' "'$byte" ;;
    esac
  done
}

# Puts the answer into file $1 and prints its status. A token is handed over where no process list shows it.
ask() {
  local file=$1 token=${KONG_ADMIN_TOKEN:-}
  shift
  curl -s -m 120 -o "$file" -w '%{http_code}' -K <([ -z "$token" ] || printf 'header = "Kong-Admin-Token: %s"\n' "$token") "$@" || true
}
