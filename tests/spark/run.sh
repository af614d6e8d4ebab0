#!/usr/bin/env bash
# Reads documents on two Spark executors and on one machine, and compares the graphs by hash. Usage: tests/spark/run.sh TESTIMONY [DOCUMENTS]
#
# Needs Python 3 with venv, Java 17 or later, and PySpark, which it installs outside the clone (~/.cache/testimony). Where one of
# them cannot be had it says so loudly and succeeds. Reads the first DOCUMENTS (40) of the Wikinews texts beside the clone, else the
# examples.
set -euo pipefail
testimony=$(realpath "$1")
most=${2:-40}
root=$(cd "$(dirname "$0")/../.." && pwd)
cache="${XDG_CACHE_HOME:-$HOME/.cache}/testimony"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

skip() {
    printf '\nNOT RUN: tests/spark: %s\n\n' "$1" >&2
    exit 0
}

command -v java >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends openjdk-17-jre-headless \
    >/dev/null 2>&1 || skip "there is no Java, and it cannot be installed"
venv="$cache/spark"
if ! "$venv/bin/python" -c 'import pyspark' 2>/dev/null; then
    python3 -m venv "$venv" 2>/dev/null && "$venv/bin/pip" install -q pyspark==4.3.0 || skip "PySpark cannot be installed"
fi

python3 - "$root" "$most" >"$folder/news.jsonl" <<'PYTHON'
import json, pathlib, sys
root, most = pathlib.Path(sys.argv[1]), int(sys.argv[2])
corpus = root / "../shared/gold/wikinews_sel/dev.jsonl"
if corpus.exists():
    for line in corpus.read_text().splitlines()[:most]:
        record = json.loads(line)
        print(json.dumps({"id": record["id"], "title": record["title"], "text": "\n\n".join(record["paragraphs"])}))
else:
    print("NOT RUN on Wikinews: ../shared/gold is not here; the examples are read instead", file=sys.stderr)
    for path in sorted((root / "examples").glob("*.txt")):
        print(json.dumps({"id": path.name, "text": path.read_text()}))
PYTHON

cd "$folder"
export SPARK_LOCAL_IP=127.0.0.1 SPARK_LOCAL_DIRS="$folder/spark" SPARK_WORKER_DIR="$folder/work" PYSPARK_PYTHON="$venv/bin/python"
"$venv/bin/python" "$root/examples/spark/extract.py" --testimony "$testimony" --master 'local-cluster[2,1,1024]' --partitions 7 \
    "file://$folder/news.jsonl" "$folder/cluster.nq" 2>"$folder/log" || { tail -40 "$folder/log" >&2; exit 1; }
"$testimony" import "$folder/cluster.nq" --store "$folder/cluster-graph.nq"
"$testimony" build --quiet --any-language "$folder/news.jsonl" --store "$folder/single-graph.nq"
cluster=$("$testimony" hash --store "$folder/cluster-graph.nq")
single=$("$testimony" hash --store "$folder/single-graph.nq")
printf 'cluster %s\nsingle  %s\n' "$cluster" "$single"
[[ "$cluster" == "$single" ]] || { echo "the graphs differ" >&2; exit 1; }
echo "$(wc -l <"$folder/news.jsonl") documents: the same graph on two executors and on one machine"
