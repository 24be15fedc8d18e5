# Builds the two executables and installs them under $TROOP_HOME/app, so that a later build or test
# never pulls a jar from under a process that runs.

app_parts=(control-plane node)

# Prints a line for each module as Maven reaches it and the errors; the whole output goes to a log.
build_progress() {
  awk -v log_path="$1" '
    { print > log_path; fflush(log_path) }
    /^\[INFO\] Building Troop/ { sub(/^\[INFO\] Building /, ""); sub(/ 0\.[0-9].*SNAPSHOT */, " "); print "    " $0; fflush() }
    /^Downloading from/ { n++; if (n % 50 == 0) { print "    … " n " files fetched"; fflush() } }
    /^\[ERROR\]/ && shown++ < 40 { print; fflush() }'
}

sources_newer_than() {
  find "$TROOP_ROOT"/{pom.xml,settings,state,proto,certs,control-plane,data-plane/plugin-api,data-plane/plugins,data-plane/routing,data-plane/proxy} \
    \( -name target -o -name node_modules -o -name test \) -prune -o -newer "$1" -print -quit 2>/dev/null
}

is_built() {
  local stamp=$TROOP_HOME/app/built
  [ -f "$stamp" ] && [ -z "$(sources_newer_than "$stamp")" ]
}

# Builds when something is missing or older than its sources.
build_when_stale() {
  if is_built; then return; fi
  local log=$TROOP_HOME/logs/build.log begun
  mkdir -p "$TROOP_HOME/logs" "$TROOP_HOME/app"
  begun=$(mktemp "$TROOP_HOME/app/.begun.XXXX")
  step "Building (first time: a few minutes, mostly fetching libraries). Log: $log"
  if ! maven package --threads 1C -Dmaven.test.skip=true -pl control-plane,data-plane/proxy -am 2>&1 | build_progress "$log"; then
    rm -f "$begun"
    fail "the build failed; see $log"
  fi
  install_apps
  mv "$begun" "$TROOP_HOME/app/built"
}

install_apps() {
  install_app control-plane "$TROOP_ROOT/control-plane/target/app"
  install_app node "$TROOP_ROOT/data-plane/proxy/target/app"
}

# Copies only what changed; a changed jar makes the start-up cache of that app worthless.
install_app() {
  local name=$1 from=$2 to=$TROOP_HOME/app/$1
  mkdir -p "$to"
  rm -rf "$to.new"
  cp -r "$from" "$to.new"
  if diff -rq "$to.new" "$to" >/dev/null 2>&1; then
    rm -rf "$to.new"
  else
    rm -rf "$to" "$TROOP_HOME/app/$name.aot"*
    mv "$to.new" "$to"
  fi
}

app_jar() { ls "$TROOP_HOME/app/$1"/troop-*.jar; }
