# Finds a JDK 25 even when the java on PATH is older, and runs Maven with it.

java_wanted=25

# The feature version of the JDK in folder $1, read from its release file: no JVM starts for that.
java_version() {
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null || true
}

java_candidates() {
  local name
  for name in TROOP_JAVA_HOME JAVA_HOME JAVA_HOME_25_X64 JDK25_HOME; do
    [ -z "${!name:-}" ] || echo "${!name}"
  done
  local path
  if path=$(command -v java); then
    dirname "$(dirname "$(readlink -f "$path")")"
  fi
  local folder
  for folder in /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/*java* "$HOME"/.sdkman/candidates/java/* \
    "$HOME"/.jdks/* "$HOME"/.m2/jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    [ ! -d "$folder" ] || echo "$folder"
  done
}

# Sets JAVA_HOME to the first JDK of exactly the wanted version, else to the oldest newer one.
find_java() {
  local folder version best='' best_version=0
  while read -r folder; do
    version=$(java_version "$folder")
    [ -n "$version" ] && [ -x "$folder/bin/javac" ] || continue
    if [ "$version" = "$java_wanted" ]; then
      best=$folder
      break
    fi
    if [ "$version" -gt "$java_wanted" ] && { [ "$best_version" = 0 ] || [ "$version" -lt "$best_version" ]; }; then
      best=$folder best_version=$version
    fi
  done < <(java_candidates)
  if [ -z "$best" ]; then
    fail "no JDK $java_wanted found. Install one (Debian: apt install openjdk-25-jdk or temurin-25-jdk), or set
TROOP_JAVA_HOME to its folder. A newer Java than the one on PATH is fine anywhere: PATH need not change."
  fi
  export JAVA_HOME=$best
}

# Maven on JDK 25. The arguments are Maven's.
maven() {
  command -v mvn >/dev/null || fail "mvn is not on PATH. Install Maven 3.8.7 or newer (Debian: apt install maven)."
  (cd "$TROOP_ROOT" && mvn -B -ntp "$@" </dev/null)
}

# Testcontainers wants two helper images from a registry, which may be out of reach: one that cleans up
# after tests (ours stop what they start), and one that finds the address of an engine on this machine.
spare_helper_images() {
  export TESTCONTAINERS_RYUK_DISABLED=${TESTCONTAINERS_RYUK_DISABLED:-true}
  if [ -z "${DOCKER_HOST:-}" ]; then
    export TESTCONTAINERS_HOST_OVERRIDE=${TESTCONTAINERS_HOST_OVERRIDE:-localhost}
  fi
}
