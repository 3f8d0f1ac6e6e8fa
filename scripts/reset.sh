#!/usr/bin/env bash
# Removes the data of `make run`, and nothing that does not look like it.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${DATA:-$PWD/data}
[ -e "$data" ] || { echo "reset: nothing at $data"; exit 0; }
if [ ! -e "$data/server/keys" ] && [ ! -e "$data/server.making" ] && [ -n "$(ls -A "$data")" ]; then
  echo "reset: $data does not look like a data folder of Xuncun; left as it is" >&2
  exit 1
fi
rm -rf -- "$data"
echo "reset: removed $data"
