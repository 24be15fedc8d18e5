# Stops one process.   NAME: node-2, counter, …
run() {
  [ $# = 1 ] || fail "./troop stop NAME (running: $(known_processes | tr '\n' ' '))"
  is_running "$1" || fail "$1 does not run (known: $(known_processes | tr '\n' ' '))"
  stop_process "$1"
  say "$1 is stopped."
}
