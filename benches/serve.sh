#!/usr/bin/env bash
# Requests per second of `testimony serve` against `oxigraph serve-read-only` on the same graph, the same ten queries and
# 16 connections of wrk, one server after the other in each round, so that both meet the same machine.
#
# Needs wrk (Debian: wrk) and oxigraph (pip install oxigraph). Usage: benches/serve.sh GRAPH.nq [SECONDS]
# The program under test is $TESTIMONY, else target/release/testimony.
set -euo pipefail

graph=$1
seconds=${2:-5}
testimony=${TESTIMONY:-target/release/testimony}
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$folder"' EXIT

namespaces='PREFIX tm: <https://w3id.org/testimony#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX place: <https://w3id.org/testimony/entity/place/>
PREFIX nif: <http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#>'
queries=(
  'SELECT ?p ?o { GRAPH ?g { place:china ?p ?o } }'
  'SELECT ?what { GRAPH ?g { place:china tm:denies ?what } }'
  'ASK { GRAPH ?g { place:china a tm:Country } }'
  'SELECT ?claim { GRAPH ?g { ?claim tm:claimant place:china } }'
  'SELECT ?claim ?words { GRAPH ?g { ?claim tm:claimant place:china ; tm:evidence ?span . ?span nif:anchorOf ?words } }'
  'SELECT ?who ?what { GRAPH ?g { ?who tm:denies ?what } } LIMIT 20'
  'SELECT ?s ?label { GRAPH ?g { ?s rdfs:label ?label } } LIMIT 100'
  'SELECT ?class (COUNT(?s) AS ?n) { GRAPH ?g { ?s a ?class } } GROUP BY ?class'
  'SELECT ?claim ?label { GRAPH ?g { ?claim tm:stance tm:Denies ; rdfs:label ?label } } ORDER BY ?label LIMIT 20'
  'CONSTRUCT { ?claim tm:claimant ?who } { GRAPH ?g { ?claim tm:claimant ?who } } LIMIT 50'
)

oxigraph load --location "$folder/oxigraph" --file "$graph" 2>/dev/null
oxigraph serve-read-only --location "$folder/oxigraph" --bind 127.0.0.1:7981 2>/dev/null &
"$testimony" serve --store "$graph" --listen 127.0.0.1:7982 --quiet 2>/dev/null &
until curl -sf -o /dev/null http://127.0.0.1:7982/healthz && curl -s -o /dev/null http://127.0.0.1:7981/; do :; done

rate() {
  wrk -t1 -c16 -d"$seconds"s -H 'Accept: application/sparql-results+json, text/turtle' "$1" | awk '/Requests\/sec/ { print $2 }'
}

printf 'testimony\toxigraph\tratio\tquery\n'
for query in "${queries[@]}"; do
  encoded=$(printf '%s\n%s' "$namespaces" "$query" | python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.stdin.read()))')
  ours=$(rate "http://127.0.0.1:7982/sparql?query=$encoded")
  theirs=$(rate "http://127.0.0.1:7981/query?query=$encoded")
  awk -v a="$ours" -v b="$theirs" -v q="$query" 'BEGIN { printf "%d\t%d\t%.2f\t%s\n", a, b, a / b, q }'
done
