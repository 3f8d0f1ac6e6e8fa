#!/usr/bin/env bash
# Installs what is missing, and only that. `setup.sh build` is enough to run, `setup.sh build test` to test as well, `setup.sh build bench` to measure.
set -euo pipefail
cd "$(dirname "$0")/.."
say() { echo "setup: $*"; }
# The oldest Node that the UI is built with: as in ui/package.json.
node_wanted=20.19.0
# at_least HAVE WANTED, as versions.
at_least() { [ "$(printf '%s\n' "$2" "$1" | sort -V | head -n1)" = "$2" ]; }

packages() {
  for part in "$@"; do
    case $part in
      build) echo build-essential pkg-config libssl-dev libwebkit2gtk-4.1-dev fonts-noto-cjk ;;
      # Python and zstd: the second client. exiftool and a virtual environment of Python: who else reads our EXIF. GDAL, poppler and
      # LibreOffice: who else reads what is exported.
      test) echo xvfb xauth webkit2gtk-driver chromium python3 python3-venv libzstd1 libimage-exiftool-perl gdal-bin poppler-utils libreoffice-writer-nogui ;;
      # Measured in it: how soon a page is there.
      bench) echo chromium ;;
      *) echo "setup: unknown part $part" >&2; exit 2 ;;
    esac
  done
}

# System packages, where there is apt. Elsewhere they are named, and the build will say what it misses.
system_packages() {
  local missing=()
  if ! command -v dpkg-query >/dev/null; then
    say "no Debian packages here; needed are the likes of: $(packages "$@" | xargs)"
    return
  fi
  for package in $(packages "$@"); do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]}"
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { say "run as root, or install sudo: ${missing[*]} are missing"; exit 1; }
    root=(sudo)
  fi
  "${root[@]}" apt-get update -qq
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

toolchains() {
  command -v cargo >/dev/null || { say "Rust is missing: install it by rustup (https://rustup.rs)"; exit 1; }
  command -v node >/dev/null || { say "Node is missing: $node_wanted or newer is needed (https://nodejs.org)"; exit 1; }
  local node
  node=$(node --version)
  at_least "${node#v}" "$node_wanted" || { say "Node ${node#v} is too old: $node_wanted or newer is needed (https://nodejs.org)"; exit 1; }
  command -v npm >/dev/null || { say "npm is missing: it comes with Node (on Debian it is a package of its own, npm)"; exit 1; }
  case " $* " in *" test "*)
    cargo nextest --version >/dev/null 2>&1 || { say "installing cargo-nextest (some minutes)"; cargo install cargo-nextest --locked --quiet; } ;;
  esac
}

# npm_packages FOLDER WHAT …: a folder's packages, when its lock has changed.
npm_packages() {
  local folder=$1 what=$2 wanted have=$1/node_modules/.installed-from
  shift 2
  wanted=$(sha256sum "$folder/package-lock.json" | cut -d' ' -f1)
  [ -f "$have" ] && [ "$(cat "$have")" = "$wanted" ] && return
  say "installing $what"
  (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error "$@")
  echo "$wanted" >"$have"
}

# readers_venv: piexif in a virtual environment beside what cargo builds, when its lock has changed.
readers_venv() {
  local venv=${CARGO_TARGET_DIR:-target}/readers-venv lock=tests/readers/requirements.txt
  cmp -s "$lock" "$venv/.installed-from" && return
  say "installing a reader of EXIF from PyPI"
  rm -rf "$venv"
  # Debian's own Python: the one that python3-venv is for.
  local python=/usr/bin/python3
  [ -x "$python" ] || python=python3
  "$python" -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$lock"
  cp "$lock" "$venv/.installed-from"
}

system_packages "$@"
toolchains "$@"
npm_packages ui "the UI's packages"
case " $* " in *" test "*)
  npm_packages tests/tus "the tus project's client and server" --omit=optional
  npm_packages tests/readers "a reader of EXIF from npm"
  readers_venv ;;
esac
case " $* " in *" bench "*) npm_packages tests/sharp "npm's sharp, to measure renditions against" ;; esac
