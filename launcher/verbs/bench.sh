# Compares the node with nginx, HAProxy and Spring Cloud Gateway under load, loads the Admin API, and weighs plugins; --jmh: single steps.   [--quick] [--plugins | --jmh | --only=peers,throughput,shapes,rates,routes,changes,starts,admin,governance,audit] [--rows=N]
run() {
  if [ "${1:-}" = --jmh ]; then
    single_steps "${@:2}"
    return
  fi
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
  exec "$JAVA_HOME/bin/java" -Xmx256m -XX:+UseSerialGC -cp "$classes:$(driver_jar)" io.troop.benchmarks.Comparison \
    "$TROOP_ROOT" "$TROOP_HOME/bench" "$@"
}

# The router, the way of headers and compiling of configurations, by JMH. More arguments are JMH's, such as
# a part of a benchmark's name, -f 3 or -prof gc; what it measured is kept in bench/jmh.json.
single_steps() {
  local module=$TROOP_ROOT/data-plane/benchmarks
  find_java
  mkdir -p "$TROOP_HOME/logs" "$TROOP_HOME/bench"
  step "Building the benchmarks"
  maven compile dependency:build-classpath -Dmdep.outputFile=target/classpath -pl data-plane/benchmarks -am \
    2>&1 | build_progress "$TROOP_HOME/logs/build.log" || fail "the build failed; see $TROOP_HOME/logs/build.log"
  step "Measuring; the figures are kept in $TROOP_HOME/bench/jmh.json"
  "$JAVA_HOME/bin/java" -cp "$module/target/classes:$(cat "$module/target/classpath")" org.openjdk.jmh.Main \
    -f 1 -wi 3 -i 3 -w 1 -r 1 -foe true -rf json -rff "$TROOP_HOME/bench/jmh.json" \
    -jvmArgs "-Xmx1g -XX:+UseParallelGC -XX:+UseCompactObjectHeaders -Dio.netty.leakDetection.level=disabled" "$@"
}

jspecify_jar() { ls "$TROOP_HOME"/app/node/lib/jspecify-*.jar; }

# What fills the audit log copies by it.
driver_jar() { ls "$TROOP_HOME"/app/control-plane/lib/postgresql-*.jar; }
