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
  rm -rf "$home/control-plane" "$home/node"
  # One process holds every node: many connections, and memory for all of them.
  ulimit -n "$(ulimit -Hn)" || true
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Xmx3g -XX:+UseParallelGC \
    -cp "$classes:$TROOP_HOME/app/control-plane/lib/*" io.troop.simulation.Simulate \
    "$(app_jar control-plane)" "$TROOP_ROOT/launcher/jvm/control-plane.options" \
    "$(app_jar node)" "$TROOP_ROOT/launcher/jvm/node.options" "$home" "$@" |
    tee "$home/result.md"
}
