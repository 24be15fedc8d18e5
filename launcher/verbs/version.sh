# Prints the version, and what it runs on.
run() {
  local revision
  revision=$(git -C "$TROOP_ROOT" describe --always --dirty 2>/dev/null || echo unknown)
  say "troop $(sed -n 's/.*<version>\(.*\)<\/version>.*/\1/p' "$TROOP_ROOT/pom.xml" | head -1) ($revision)"
  find_java
  say "java $(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release") in $JAVA_HOME"
}
