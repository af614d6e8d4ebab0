#!/usr/bin/env bash
# Serves a graph of the examples and drives its pages in Chromium: tests/browser/run.sh TESTIMONY [FOLDER FOR PICTURES]
set -euo pipefail
program="$(realpath "$1")"
here="$(cd "$(dirname "$0")" && pwd)"
pictures="${2:-$here/pictures}"
scratch="$(mktemp -d)"
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$scratch"' EXIT
cd "$here"
npm ci --no-audit --no-fund --silent
(cd ../.. && "$program" build examples/*.txt examples/ferry-fire.md examples/*.html --store "$scratch/graph.nq" --quiet)
"$program" serve --listen 127.0.0.1:0 --store "$scratch/graph.nq" >"$scratch/out" 2>"$scratch/err" &
server=$!
for _ in $(seq 100); do
    address="$(cat "$scratch/out" "$scratch/err" | grep -o 'http://127.0.0.1:[0-9]*' | head -1 || true)"
    [[ -n "$address" ]] && break
    sleep 0.2
done
[[ -n "$address" ]] || { cat "$scratch/err" >&2; exit 1; }
node drive.mjs "$address" "$pictures" "$(command -v chromium || command -v chromium-browser || command -v google-chrome)"
