#!/usr/bin/env bash
# Runs every test, quick ones first, and stops at the first part that fails. `test.sh rust|ui|e2e` runs one half alone.
# Ends with one line over all parts: N passed, N failed.
set -euo pipefail
cd "$(dirname "$0")/.."
only=${1:-all}
out=tests/out
mkdir -p "$out"
passed=0 failed=0 started=$SECONDS
wants() { [ "$only" = all ] || [ "$only" = "$1" ]; }

finish() {
  local status=$?
  echo
  echo "$((SECONDS - started)) s in all"
  if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
  echo "$passed passed, $failed failed"
}
trap finish EXIT

# part NAME COMMAND…: runs it with its output shown, prints its time, adds up what it counted.
part() {
  local name=$1 log began=$SECONDS status=0
  shift
  log=$out/$(tr -c 'a-z0-9\n' '-' <<<"$name").log
  printf '\n== %s\n' "$name"
  "$@" 2>&1 | tee "$log" || status=${PIPESTATUS[0]}
  count "$log" "$status"
  printf -- '-- %s: %s s\n' "$name" "$((SECONDS - began))"
  return "$status"
}

# Adds up what a part's runners said: nextest's summary, cargo test's results, vitest's line, or a plain closing line.
# A part that counts nothing counts as one test.
count() {
  local ok bad
  read -r ok bad < <(sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
    /^ *Summary \[/ || /^test result: / || /^ +Tests  / || /^[0-9]+ passed, [0-9]+ failed/ {
      gsub(/,/, "")
      for (i = 2; i <= NF; i++) {
        if ($i == "passed" || $i == "passed;") ok += $(i - 1)
        if ($i == "failed" || $i == "failed;" || $i == "timed") bad += $(i - 1)
      }
    }
    END { print ok + 0, bad + 0 }')
  if [ "$((ok + bad))" -eq 0 ]; then if [ "$2" -eq 0 ]; then ok=1; else bad=1; fi; fi
  passed=$((passed + ok)) failed=$((failed + bad))
}

ui() { (cd ui && npm run --silent "$@"); }

part "set up" scripts/setup.sh build test
if wants rust; then part "formatting" cargo fmt --all --check; fi
if wants ui; then
  part "the UI's types" ui check
  part "the UI's unit tests" ui test
fi
# The app has the built UI inside, so whatever compiles it needs it first.
part "the UI" scripts/build-ui.sh
if wants rust; then
  part "lints" cargo clippy --workspace --all-targets --quiet -- -D warnings
  part "rust tests" cargo nextest run --workspace --no-fail-fast
  part "doc tests" cargo test --workspace --doc --quiet
fi
if wants e2e; then
  part "programs for the end-to-end tests" cargo build --quiet -p xuncun-server -p xuncun
  part "every state of the screens, over a fixture" ui screens
  part "end to end in Chromium" node tests/e2e/run.mjs chromium
  part "end to end in the app's window" node tests/e2e/run.mjs window
fi
