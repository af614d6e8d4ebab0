#!/usr/bin/env bash
# Pushes a graph of the examples to servers of others, then what a changed document makes new, and asks what they have:
# tests/servers/run.sh TESTIMONY
#
# Needs python3 and, for the packages that are missing, apt as root. All servers listen at 127.0.0.1 and end with the script.
set -euo pipefail
program="$(realpath "$1")"
here="$(cd "$(dirname "$0")" && pwd)"
examples="$here/../../examples"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/testimony"
scratch="$(mktemp -d)"
servers=()
# Servers are given a moment to end by themselves.
end() {
    for server in "${servers[@]}"; do kill "$server" 2>/dev/null || true; done
    for server in "${servers[@]}"; do timeout 10 tail --pid="$server" -f /dev/null || kill -9 "$server" 2>/dev/null || true; done
    rm -rf "$scratch"
}
trap end EXIT

fail() { echo "tests/servers: $*" >&2; exit 1; }

# A free port.
port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# Waits until a port is listened at, for half a minute at most: listening NAME PORT LOG
listening() {
    for _ in $(seq 150); do
        (: <"/dev/tcp/127.0.0.1/$2") 2>/dev/null && return
        sleep 0.2
    done
    cat "$3" >&2
    fail "$1 does not listen after 30 s"
}

missing=()
for package in virtuoso-opensource-7-bin virtuoso-opensource-7-common; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
command -v curl >/dev/null || missing+=(curl)
if ((${#missing[@]})); then
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
fi
python="$cache/servers"
if ! "$python/bin/python" -c 'import oxigraph, rdflib_endpoint' 2>/dev/null; then
    python3 -m venv "$python"
    "$python/bin/pip" install --quiet --requirement "$here/requirements.txt"
fi

graph="$scratch/graph.nq"
mkdir "$scratch/news"
cp "$examples/river-mine.txt" "$examples/ferry-fire.md" "$examples/police-stations.txt" "$examples/coach-dismissed.txt" \
    "$examples/harbour-freight-buyer.txt" "$scratch/news/"

# The graph as it is at first.
original() {
    rm -f "$scratch/news/added.txt"
    "$program" build "$scratch/news" --store "$graph" --quiet
    "$program" retract added.txt --store "$graph" --quiet >/dev/null 2>&1 || true
}

# Pushes, changes, pushes again and checks: exercised NAME ARGUMENTS OF PUSH
exercised() {
    local name="$1" told sent
    shift
    original
    sent="$("$program" push "$@" --store "$graph" --dry-run | wc -l)"
    told="$("$program" push "$@" --store "$graph")" || fail "$name: $told"
    echo "$name: ${told#*: }"
    [[ "$told" == *"sent $sent graphs"*"left 0"*"the server has"* ]] || fail "$name: not all $sent graphs were sent"
    told="$("$program" push "$@" --store "$graph")" || fail "$name: $told"
    [[ "$told" == *"sent 0 graphs"* ]] || fail "$name: what has not changed is sent again: $told"
    echo "The mayor of Novo said Open Ports owns two depots." >"$scratch/news/added.txt"
    "$program" build "$scratch/news" --store "$graph" --quiet
    told="$("$program" push "$@" --store "$graph")" || fail "$name: $told"
    echo "$name: ${told#*: }"
    [[ "$told" == *"sent $sent graphs"* ]] && fail "$name: everything was sent again"
    "$program" retract added.txt --store "$graph" --quiet >/dev/null
    told="$("$program" push "$@" --store "$graph")" || fail "$name: $told"
    echo "$name: ${told#*: }"
    [[ "$told" == *"removed 1"* ]] || fail "$name: the retracted document is still there"
}

# Asks a server by its queries how many triples all named graphs have together: counted URL
counted() {
    curl --silent --show-error --max-time 30 --header 'accept: text/csv' \
        --data-urlencode 'query=SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?g), "https://w3id.org/testimony")) }' \
        "$1" | tr -d '\r"' | tail -1
}

# How many triples were to be sent.
expected() {
    "$program" push http://127.0.0.1:1/ --store "$graph" --dry-run | awk -F '\t' '{ sum += $3 } END { print sum }'
}

# Asks a server by SERVICE for labels that the graph has too: federated NAME HOST:PORT PATH
federated() {
    local here='GRAPH <https://w3id.org/testimony/graph/entities> { ?thing a ?class }'
    local there='GRAPH <https://w3id.org/testimony/graph/entities> { ?thing rdfs:label ?label }'
    asked() {
        "$program" query --store "$graph" --allow-service "$2" --format csv --execute \
            "SELECT DISTINCT ?thing ?label { $here $3 } ORDER BY ?thing ?label" >"$scratch/$1.csv"
    }
    asked here "$2" "$there"
    asked there "$2" "SERVICE <http://$2$3> { $there }"
    # More than go with one request.
    (($(wc -l <"$scratch/here.csv") > 101)) || fail "the graph has too few labels to compare"
    diff "$scratch/here.csv" "$scratch/there.csv" >&2 || fail "$1 gives other labels by SERVICE"
    echo "$1: SERVICE gives the same $(($(wc -l <"$scratch/there.csv") - 1)) labels"
}

oxigraph() {
    local at
    at="$(port)"
    "$python/bin/oxigraph" serve --bind "127.0.0.1:$at" >"$scratch/oxigraph.log" 2>&1 &
    servers+=($!)
    listening oxigraph "$at" "$scratch/oxigraph.log"
    exercised "oxigraph, graph store" "http://127.0.0.1:$at/store" --query-url "http://127.0.0.1:$at/query" --verify
    [[ "$(counted "http://127.0.0.1:$at/query")" == "$(expected)" ]] || fail "oxigraph has other counts"
    exercised "oxigraph, update" "http://127.0.0.1:$at/update" --protocol update --query-url "http://127.0.0.1:$at/query" --verify
    [[ "$(counted "http://127.0.0.1:$at/query")" == "$(expected)" ]] || fail "oxigraph has other counts"
    federated oxigraph "127.0.0.1:$at" /query
}

rdflib_endpoint() {
    local at
    at="$(port)"
    : >"$scratch/empty.nq"
    RDFLIB_APIKEY=open-sesame "$python/bin/rdflib-endpoint" serve --host 127.0.0.1 --port "$at" --store Oxigraph \
        --enable-update "$scratch/empty.nq" >"$scratch/rdflib.log" 2>&1 &
    servers+=($!)
    listening rdflib-endpoint "$at" "$scratch/rdflib.log"
    PUSH_SECRET=open-sesame exercised "rdflib-endpoint, update" "http://127.0.0.1:$at/" --protocol update \
        --auth bearer --secret-env PUSH_SECRET --batch-bytes 200K
    [[ "$(counted "http://127.0.0.1:$at/")" == "$(expected)" ]] || fail "rdflib-endpoint has other counts"
    federated rdflib-endpoint "127.0.0.1:$at" /
}

virtuoso() {
    local folder="$scratch/virtuoso" sql http
    sql="$(port)"
    http="$(port)"
    mkdir -p "$folder/www" "$folder/bulk"
    sed -e "s|@FOLDER@|$folder|g" -e "s|@SQL@|$sql|" -e "s|@HTTP@|$http|" "$here/virtuoso.ini" >"$folder/virtuoso.ini"
    virtuoso-t +configfile "$folder/virtuoso.ini" +foreground >"$folder/out" 2>&1 &
    servers+=($!)
    listening virtuoso "$http" "$folder/out"
    isql() { timeout 60 isql-vt "127.0.0.1:$sql" dba dba VERBOSE=OFF BANNER=OFF PROMPT=OFF "exec=$1"; }
    isql 'grant SPARQL_UPDATE to "SPARQL";' >/dev/null
    export VIRTUOSO_SECRET=dba
    local who=(--auth digest --user dba --secret-env VIRTUOSO_SECRET)
    exercised "virtuoso, graph store" "http://127.0.0.1:$http/sparql-graph-crud-auth" \
        --query-url "http://127.0.0.1:$http/sparql-auth" "${who[@]}"
    [[ "$(counted "http://127.0.0.1:$http/sparql")" == "$(expected)" ]] || fail "virtuoso has other counts"
    exercised "virtuoso, update" "http://127.0.0.1:$http/sparql-auth" --protocol update --batch-bytes 50K "${who[@]}"
    [[ "$(counted "http://127.0.0.1:$http/sparql")" == "$(expected)" ]] || fail "virtuoso has other counts"
    federated virtuoso "127.0.0.1:$http" /sparql
    # The bulk loader, by the commands of docs/bulk-loading.md.
    isql 'RDF_GLOBAL_RESET();' >/dev/null
    "$program" export --bulk "$folder/bulk/graph" --bulk-bytes 200K --store "$graph"
    local parts quads
    parts="$(find "$folder/bulk/graph" -name '*.nq.gz' | wc -l)"
    quads="$(sed -n 's/^  "quads": \([0-9]*\),$/\1/p' "$folder/bulk/graph/manifest.json")"
    ((parts > 1)) || fail "the export has $parts parts"
    isql "ld_dir('$folder/bulk/graph', '*.nq.gz', 'https://w3id.org/testimony/none'); rdf_loader_run(); checkpoint;" >/dev/null
    isql 'select ll_file, ll_error from DB.DBA.load_list where ll_error is not null;' >"$folder/errors"
    [[ -s "$folder/errors" ]] && cat "$folder/errors"
    local loaded
    loaded="$(counted "http://127.0.0.1:$http/sparql")"
    [[ "$loaded" == "$quads" ]] || fail "virtuoso loaded $loaded of $quads quads"
    echo "virtuoso, bulk loader: $quads quads of $parts parts"
    "$python/bin/oxigraph" load --location "$scratch/oxigraph" --file "$folder"/bulk/graph/*.nq.gz >"$scratch/load.log" 2>&1 ||
        { cat "$scratch/load.log" >&2; fail "oxigraph cannot load the parts"; }
    loaded="$("$python/bin/oxigraph" query --location "$scratch/oxigraph" --results-format csv \
        --query 'SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }' | tr -d '\r' | tail -1)"
    [[ "$loaded" == "$quads" ]] || fail "oxigraph loaded $loaded of $quads quads"
    echo "oxigraph, bulk loader: $quads quads"
}

oxigraph
rdflib_endpoint
virtuoso
echo "tests/servers: all servers have what they were sent"
