#!/usr/bin/env bash
# Serves graph.nq and has programs of others ask it: rdflib, SPARQLWrapper and Comunica. All have to give the same answers to the
# queries of queries/, which are those of expected/ (UPDATE_EXPECTED=1 writes them anew). tests/clients/run.sh TESTIMONY
set -euo pipefail
program="$(realpath "$1")"
here="$(cd "$(dirname "$0")" && pwd)"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/testimony"
scratch="$(mktemp -d)"
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$scratch"' EXIT

if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends python3-venv
fi
python="$cache/clients"
if ! "$python/bin/python" -c 'import rdflib, SPARQLWrapper' 2>/dev/null; then
    python3 -m venv "$python"
    "$python/bin/pip" install --quiet --requirement "$here/requirements.txt"
fi
(cd "$here" && npm ci --no-audit --no-fund --silent)

cp "$here/graph.nq" "$scratch/graph.nq"
"$program" serve --listen 127.0.0.1:0 --store "$scratch/graph.nq" >"$scratch/out" 2>&1 &
server=$!
address=""
for _ in $(seq 100); do
    address="$(grep -o 'http://127.0.0.1:[0-9]*' "$scratch/out" | head -1 || true)"
    [[ -n "$address" ]] && break
    sleep 0.2
done
[[ -n "$address" ]] || { cat "$scratch/out" >&2; exit 1; }

count=0
for query in "$here"/queries/*.rq; do
    name="$(basename "$query" .rq)"
    for client in rdflib sparqlwrapper comunica; do
        case "$client" in
        comunica) timeout 120 node "$here/comunica.mjs" "$address/sparql" "$query" ;;
        *) timeout 60 "$python/bin/python" "$here/python_clients.py" "$client" "$address/sparql" "$query" ;;
        esac >"$scratch/$client-$name.tsv"
        if [[ "${UPDATE_EXPECTED:-}" == 1 ]]; then
            cp "$scratch/$client-$name.tsv" "$here/expected/$name.tsv"
        fi
        diff "$here/expected/$name.tsv" "$scratch/$client-$name.tsv" ||
            { echo "tests/clients: $client answers $name in another way than expected" >&2; exit 1; }
        count=$((count + 1))
    done
done
echo "tests/clients: $count answers are as expected"
