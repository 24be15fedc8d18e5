# Replays the behaviour recorded from Kong 3.9.   [TEXT: only cases whose name contains it] [--shrink: takes cases that hold now off the list]
run() {
  local folder=$TROOP_ROOT/deploy/e2e list seen shrink=false only='' argument code=0
  list=$folder/src/test/resources/conformance/not-passing.txt seen=$folder/target/not-passing.txt
  for argument in "$@"; do
    case $argument in
      --shrink) shrink=true ;;
      *) only=$argument ;;
    esac
  done
  find_java
  spare_helper_images
  mkdir -p "$TROOP_HOME/logs"
  rm -f "$seen"
  maven verify -pl deploy/e2e -am -Dspotless.check.skip=true -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false \
    -Dit.test=ConformanceIT -Dfailsafe.failIfNoSpecifiedTests=false "-Dconformance.only=$only" "-Dconformance.strict=$([ $shrink = true ] && echo false || echo true)" 2>&1 |
    tee "$TROOP_HOME/logs/conformance.log" | awk '/^\[INFO\] Building Troop/ || /^\[ERROR\]/ || /Tests run/ { print; fflush() }' || code=$?
  [ -f "$seen" ] || fail "no case was replayed; see $TROOP_HOME/logs/conformance.log"
  say "$(wc -l <"$seen") cases don't hold; they are named in $seen"
  if $shrink && [ -z "$only" ]; then
    # Only what was on the list may stay on it.
    grep -Fxf "$list" "$seen" >"$list.new" || true
    mv "$list.new" "$list"
    say "$(wc -l <"$list") are on the list now: $list"
    return
  fi
  return "$code"
}
