#!/usr/bin/env bash
# Hostile input for longer than `make test` has time for. `fuzz.sh SECONDS` on each target, two targets at a time.
# With a nightly toolchain and cargo-fuzz, coverage leads the way; without, the same targets get seeded mutations of the corpus.
# ONLY=name for one target, SEED=number to repeat a run.
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-60}
case $time in '' | *[!0-9]*) echo "fuzz: how many seconds? got $time" >&2; exit 2 ;; esac

coverage_guided() { cargo +nightly fuzz --version >/dev/null 2>&1; }

if coverage_guided; then
  echo "fuzz: cargo-fuzz, $time s on each target"
  mapfile -t targets < <(if [ -n "${ONLY:-}" ]; then echo "$ONLY"; else basename -s .rs -a fuzz/fuzz_targets/*.rs; fi)
  mkdir -p tests/out/hostile
  printf '%s\n' "${targets[@]}" | xargs -P 2 -I{} bash -c \
    'log=tests/out/hostile/{}.log
     cargo +nightly fuzz run {} -- -max_total_time='"$time"' -max_len=65536 -rss_limit_mb=1024 >"$log" 2>&1 || { tail -40 "$log"; exit 255; }
     echo "{}: $(grep -o "^Done [0-9]* runs" "$log")"'
else
  scripts/setup.sh build >&2
  exec cargo run --quiet -p xuncun-hostile --bin hostile -- "$time"
fi
