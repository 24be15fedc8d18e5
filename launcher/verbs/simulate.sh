# Measures a fleet of simulated nodes on a control plane of its own.   [--nodes=N] [--entities=N] [--changes=N] [--slow=SHARE] [--rejecting=SHARE] [--old=SHARE] [--flapping=SHARE] [--no-restart]
#
# The nodes speak the real protocol with certificates of their own, all in one process; a real node is
# measured beside them. SHARE is a part of the nodes, such as 0.05.
run() {
  local classes=$TROOP_ROOT/deploy/simulation/target/classes home=$TROOP_HOME/simulation
  find_java
  if any_running; then
    warn "an installation runs on this machine and takes part of it: ./troop down first for figures that count."
  fi
  build_when_stale
  mkdir -p "$classes" "$home"
  step "Simulating; the table goes to $home/result.md, the control plane's log to $home/control-plane/log"
  "$JAVA_HOME/bin/javac" -proc:none -d "$classes" -cp "$TROOP_HOME/app/control-plane/lib/*" \
    "$TROOP_ROOT"/deploy/simulation/src/main/java/io/troop/simulation/*.java
  record_starts
  rm -rf "$home/control-plane" "$home/node"
  simulate "$home" "$@" | tee "$home/result.md"
}

# simulate HOME FLAGS…
simulate() {
  local home=$1
  shift
  # One process holds every node: many connections, and memory for all of them.
  ulimit -n "$(ulimit -Hn)" || true
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Xmx3g -XX:+UseParallelGC \
    -cp "$classes:$TROOP_HOME/app/control-plane/lib/*" io.troop.simulation.Simulate \
    "$(app_jar control-plane)" "$TROOP_ROOT/launcher/jvm/control-plane.options" \
    "$(app_jar node)" "$TROOP_ROOT/launcher/jvm/node.options" "$home" "$@"
}

# An installation that was stopped once starts from caches; so does what is measured.
record_starts() {
  local part missing=()
  if [ -n "${TROOP_NO_AOT:-}" ]; then return 0; fi
  for part in "${app_parts[@]}"; do
    [ -f "$TROOP_HOME/app/$part.aot" ] || missing+=("$part")
  done
  if [ ${#missing[@]} = 0 ]; then return 0; fi
  step "Recording what starts load, once"
  for part in "${missing[@]}"; do
    rm -f "$TROOP_HOME/app/$part.aot.recorded"
    : >"$TROOP_HOME/app/$part.aot.recording"
  done
  simulate "$home/recording" --nodes=20 --entities=300 --changes=5 >"$TROOP_HOME/logs/recording.log"
  for part in "${missing[@]}"; do make_start_cache "$part"; done
  rm -rf "$home/recording"
}
