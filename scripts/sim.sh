#!/usr/bin/env bash
# Plays seeded stories of a district in which everything goes wrong; see tests/src/sim. Stops at the first that fails, and tells how to play it again.
#   SEEDS=number FROM=number SECONDS_MOST=number   many stories
#   SEED=number [STEPS=3,7-9]                      one of them, told
#   PLANT=bug                                      with a bug planted, to see it found
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh build
arguments=()
if [ -n "${SEED:-}" ]; then
  arguments+=(--seed "$SEED")
  [ -z "${STEPS:-}" ] || arguments+=(--steps "$STEPS")
else
  arguments+=(--from "${FROM:-1}" --seeds "${SEEDS:-1000}" --jobs "$(nproc)")
  [ -z "${SECONDS_MOST:-}" ] || arguments+=(--seconds "$SECONDS_MOST")
fi
[ -z "${PLANT:-}" ] || arguments+=(--plant "$PLANT")
exec cargo run --quiet --release -p xuncun-tests --bin xuncun-sim -- "${arguments[@]}"
