#!/usr/bin/env bash
# Builds, starts the server with the demo district, opens the app's window where there is a display, and stays until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${DATA:-$PWD/data}
mkdir -p "$data"
data=$(cd "$data" && pwd)
bin=${CARGO_TARGET_DIR:-target}/debug
say() { echo "run: $*"; }

scripts/setup.sh build
scripts/build-ui.sh
say "building the server and the app (the first time takes some minutes)"
# Cargo shows how far it is; with nothing to build it says one line.
cargo build -p xuncun-server -p xuncun

if [ ! -e "$data/server" ]; then
  say "making the demo district in $data (about half a minute)"
  rm -rf -- "$data/server.making"
  "$bin/xuncun-server" --data "$data/server.making" init --demo "${SEED:-20261123}" >/dev/null
  mv -- "$data/server.making" "$data/server"
fi

port=${PORT:-8600}
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  say "port $port is taken; the system chooses another"
  port=0
fi

server_pid= app_pid=
cleanup() {
  trap - EXIT INT TERM HUP
  for pid in $app_pid $server_pid; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in $app_pid $server_pid; do wait "$pid" 2>/dev/null || true; done
  rm -f -- "$data/port"
  say "stopped; the data stays in $data (make reset removes it)"
}
trap cleanup EXIT
trap 'exit 0' INT
trap 'exit 143' TERM HUP

rm -f -- "$data/port"
"$bin/xuncun-server" --data "$data/server" serve --listen "127.0.0.1:$port" --port-file "$data/port" --ui "$PWD/ui/dist" --demo >>"$data/server.log" 2>&1 &
server_pid=$!
until [ -s "$data/port" ]; do
  kill -0 "$server_pid" 2>/dev/null || { say "the server did not start; its log is $data/server.log:"; tail -5 "$data/server.log"; exit 1; }
  sleep 0.1
done
url="http://$(cat "$data/port")"

node scripts/links.mjs "$url"
say "data: $data · log: $data/server.log · Ctrl-C stops"

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  say "opening the app's window; paste the enrolment link there"
  XUNCUN_DATA="$data/app" "$bin/xuncun" >>"$data/app.log" 2>&1 &
  app_pid=$!
else
  say "no display here: the app's window is not opened; use the start page"
fi
wait "$server_pid"
