# Compares the node with nginx, HAProxy and Spring Cloud Gateway under load, loads the Admin API, and weighs plugins.   [--quick] [--plugins | --only=peers,throughput,shapes,rates,routes,changes,starts,admin,governance]
run() {
  local tool missing='' classes=$TROOP_ROOT/data-plane/benchmarks/target/classes
  find_java
  for tool in wrk nginx; do
    command -v "$tool" >/dev/null || missing+=" $tool"
  done
  [ -z "$missing" ] || fail "needed and missing:$missing (Debian: apt install$missing)."
  command -v haproxy >/dev/null || warn "haproxy is missing and left out (Debian: apt install haproxy)."
  if any_running; then
    warn "an installation runs on this machine and takes part of it: ./troop down first for figures that count."
  fi
  build_when_stale
  step "Building the comparison"
  mkdir -p "$classes" "$TROOP_HOME/bench"
  "$JAVA_HOME/bin/javac" -d "$classes" -cp "$(jspecify_jar)" "$TROOP_ROOT"/data-plane/benchmarks/src/main/java/io/troop/benchmarks/*.java
  step "Measuring; the result goes to $TROOP_HOME/bench/result.md"
  # The launcher runs inside, too, and takes the executables built above.
  mkdir -p "$TROOP_HOME/bench/troop/app"
  local app
  for app in "${app_parts[@]}"; do
    rm -rf "$TROOP_HOME/bench/troop/app/$app"*
    cp -r "$TROOP_HOME/app/$app" "$TROOP_HOME/bench/troop/app/"
  done
  rm -rf "$TROOP_HOME"/bench/troop/{control-plane,nodes,logs}
  cp -p "$TROOP_HOME/app/built" "$TROOP_HOME/bench/troop/app/built"
  exec "$JAVA_HOME/bin/java" -Xmx256m -XX:+UseSerialGC -cp "$classes" io.troop.benchmarks.Comparison \
    "$TROOP_ROOT" "$TROOP_HOME/bench" "$@"
}

jspecify_jar() { ls "$TROOP_HOME"/app/node/lib/jspecify-*.jar; }
