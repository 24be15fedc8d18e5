#!/usr/bin/env bash
# Builds the console into target/classes/console, or tests it: ./build.sh build | test
# Builds nothing when no source is newer than the last result. Without Node.js it says so and leaves
# the control plane without its console.
set -euo pipefail
cd "$(dirname "$0")"
stamp=../target/console-built
report=../target/surefire-reports/TEST-console.xml
mkdir -p ../target

has_node() {
  command -v npm >/dev/null && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number)
    process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1)' 2>/dev/null
}

is_built() {
  [ -f "$stamp" ] && [ -f ../target/classes/console/index.html ] &&
    [ -z "$(find . \( -name node_modules -o -name generated -o -name '*.test.ts' -o -name e2e \) -prune -o -type f -newer "$stamp" -print -quit)" ]
}

install() {
  if cmp -s package-lock.json node_modules/.installed; then return; fi
  npm ci --no-audit --no-fund --ignore-scripts --loglevel=error
  cp package-lock.json node_modules/.installed
}

build() {
  if is_built; then return; fi
  local begun
  begun=$(mktemp ../target/console-begun.XXXX)
  install
  npm run --silent build
  mv "$begun" "$stamp"
}

# One line for all suites: what adds up the reports reads one suite of a file.
count() {
  mkdir -p "$(dirname "$report")"
  sed -n 's/^<testsuites \(.*\)>$/<testsuite \1 skipped="0"\/>/p' ../target/console-tests.xml >"$report"
}

check() {
  local code=0
  install
  npm run --silent check
  npm run --silent test || code=$?
  count
  return "$code"
}

if ! has_node; then
  echo "The console is left out: it needs Node.js 20.19, 22.12 or newer, with npm."
  exit 0
fi
case $1 in
  build) build ;;
  test) check ;;
  *) echo "$0 $1 (expected: build or test)" >&2 && exit 2 ;;
esac
