#!/usr/bin/env bash
# Kills real processes at random moments, KILLS times, and checks after each start that nothing acknowledged is missing.
# SEED=number replays a run; the moments depend on the machine too.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh build >&2
cargo build --quiet -p xuncun-tests --bins >&2
exec "${CARGO_TARGET_DIR:-target}/debug/crash" "${KILLS:-1000}" ${SEED:+"$SEED"}
