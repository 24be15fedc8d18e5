# Runs every test of the project.   [Maven's arguments, e.g. -pl state or -Dtest=RouterTest]
run() {
  find_java
  spare_helper_images
  need_browser
  local log=$TROOP_HOME/logs/test.log code=0 begun=$SECONDS
  mkdir -p "$TROOP_HOME/logs"
  step "Testing on $JAVA_HOME. Log: $log"
  # Reports of an earlier run must not be counted.
  find "$TROOP_ROOT" -path '*/target/*-reports/TEST-*.xml' -delete
  maven verify --fail-at-end --threads 1C "$@" 2>&1 | test_progress "$log" || code=$?
  say ""
  test_summary "$code" $((SECONDS - begun)) || code=1
  return "$code"
}

# A line for each module and test class, and the errors.
test_progress() {
  awk -v log_path="$1" '
    { print > log_path; fflush(log_path); gsub(/\033\[[0-9;]*m/, "") }
    /^\[INFO\] Building Troop/ { sub(/^\[INFO\] Building /, ""); sub(/ 0\.[0-9].*SNAPSHOT */, " "); print "==> " $0; fflush() }
    /^Downloading from/ { n++; if (n % 100 == 0) { print "    … " n " files fetched"; fflush() } }
    /Tests run:.* -- in / { sub(/^\[[A-Z]*\] */, ""); sub(/Tests run: /, ""); sub(/,/, " tests,"); sub(/, Failures: 0, Errors: 0, Skipped: 0/, ""); print "    " $0; fflush() }
    /^\[ERROR\]/ && shown++ < 200 { print; fflush() }
    /LEAK:/ { print; fflush() }'
}

# Adds up all reports. The last line is what continuous integration reads.
test_summary() {
  local code=$1 seconds=$2 passed failed skipped
  read -r passed failed skipped < <(
    find "$TROOP_ROOT" -path '*/target/*-reports/TEST-*.xml' -exec grep -h -m1 '<testsuite ' {} + |
      awk '
        function number(name) { return match($0, " " name "=\"[0-9]+") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3) + 0 : 0 }
        { bad = number("failures") + number("errors"); skip = number("skipped"); failed += bad; skipped += skip; passed += number("tests") - bad - skip }
        END { print passed + 0, failed + 0, skipped + 0 }'
  )
  if grep -q 'LEAK:' "$TROOP_HOME/logs/test.log"; then
    warn "a buffer was not released: look for LEAK: in $TROOP_HOME/logs/test.log"
    failed=$((failed + 1))
  fi
  # A build that failed before or beside its tests has failed, whatever the tests say.
  if [ "$code" != 0 ] && [ "$failed" = 0 ]; then failed=1; fi
  say "took $((seconds / 60)) min $((seconds % 60)) s; reports in */target/*-reports"
  say "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}
