#!/usr/bin/env bash
# Release build, then one JSON line a measure on standard output; everything else goes to standard error.
set -euo pipefail
cd "$(dirname "$0")/.."
case ${ONLY:-renditions} in *renditions*|*paint*) scripts/setup.sh build bench >&2 ;; *) scripts/setup.sh build >&2 ;; esac
case ${ONLY:-first_screen_gzip} in *gzip*|*paint*) scripts/build-ui.sh >&2 ;; esac
# The sync with nothing new is measured against a real server process, so all programs are built, not the bench alone.
cargo build --release --quiet -p xuncun-tests --bins >&2
exec "${CARGO_TARGET_DIR:-target}/release/bench"
