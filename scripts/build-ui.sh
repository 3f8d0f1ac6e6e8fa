#!/usr/bin/env bash
# Builds the UI when its sources have changed since the last build.
set -euo pipefail
cd "$(dirname "$0")/../ui"
sources() { find src public index.html vite.config.ts package-lock.json -type f -print0 2>/dev/null | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1; }
stamp=node_modules/.built-from
wanted=$(sources)
if [ -f dist/index.html ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then exit 0; fi
echo "building the UI"
npm run --silent build -- --logLevel warn
echo "$wanted" >"$stamp"
