#!/usr/bin/env bash
# Type-checks the whole app for Android, without the SDK: Debian's rustc-web has the library's source, and C compilers are stood in for by
# scripts that write empty objects. It catches type errors in code for phones; it does not compile C, link, or make a package.
#   scripts/check-mobile.sh            checks
#   scripts/check-mobile.sh --planted  proves that the check sees Android's code: plants a type error there, succeeds if it is found
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }

needed=(rustc-web rust-web-src libstd-rust-web-dev)
missing=()
for package in "${needed[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if ((${#missing[@]})); then
  say "Installing ${missing[*]}"
  sudo=$([ "$(id -u)" = 0 ] || echo sudo)
  $sudo apt-get update -q
  $sudo apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

target=$PWD/target/mobile
fake=$target/stand-ins
mkdir -p "$fake"
# A compiler: whatever -o names is written empty. An archiver: whatever ends in .a is.
cat >"$fake/cc" <<'SH'
#!/bin/sh
while [ $# -gt 0 ]; do if [ "$1" = -o ]; then : >"$2"; fi; shift; done
SH
cat >"$fake/ar" <<'SH'
#!/bin/sh
for name; do case $name in *.a) printf '!<arch>\n' >"$name" ;; esac; done
SH
chmod +x "$fake/cc" "$fake/ar"

check() {
  RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR=$target \
    CC_aarch64_linux_android=$fake/cc CXX_aarch64_linux_android=$fake/cc AR_aarch64_linux_android=$fake/ar \
    cargo check --locked -p xuncun --lib -Z build-std=std,panic_unwind --target aarch64-linux-android --features custom-protocol "$@"
}

if [ "${1:-}" = --planted ]; then
  say 'Checking with a type error planted in code that only Android compiles'
  if XUNCUN_PLANT=1 check >"$target/planted.log" 2>&1; then
    echo 'The planted error was not found: the check does not see Android code.' >&2
    exit 1
  fi
  if ! grep -q 'planted.rs' "$target/planted.log" || ! grep -q 'E0308' "$target/planted.log"; then
    tail -40 "$target/planted.log" >&2
    echo 'The check failed for another reason than the planted error.' >&2
    exit 1
  fi
  echo 'Found, as it should be.'
else
  say 'Checking the app for Android (some minutes the first time)'
  check
fi
