#!/usr/bin/env bash
# Draws docs/example-graph.svg: who says what in the example article on the overseas stations.
#
#   sudo apt-get install graphviz
#   cargo build --release --no-default-features
#   docs/picture.sh target/release/testimony
#
# The picture shows claims on relations of the ontology, without those about people's roles; claims with open
# predicates are left out. Boxes are claimants, rounded boxes what they say, the colour of an arrow its stance.
set -euo pipefail
cd "$(dirname "$0")/.."
testimony="${1:?usage: docs/picture.sh PATH-OF-TESTIMONY}"
graph="$(mktemp -d)/graph.nq"
trap 'rm -rf "$(dirname "$graph")"' EXIT

"$testimony" build examples/police-stations.txt --store "$graph" --quiet
"$testimony" query --store "$graph" --format tsv -e '
  SELECT ?claimant ?stance ?certainty ?said WHERE {
    GRAPH ?document {
      ?claim a tm:Claim ; tm:claimant ?who ; tm:stance ?stanceNode ; tm:certainty ?certaintyNode ;
        tm:proposition ?proposition .
    }
    ?proposition rdf:predicate ?relation ; rdfs:label ?said .
    ?who rdfs:label ?claimant .
    BIND(STRAFTER(STR(?stanceNode), "#") AS ?stance)
    BIND(STRAFTER(STR(?certaintyNode), "#") AS ?certainty)
    FILTER(STRSTARTS(STR(?relation), STR(tm:)))
    FILTER(?relation NOT IN (tm:holdsRole, tm:affiliatedWith, tm:count, tm:minCount))
  }
  ORDER BY ?claimant ?said' |
awk -F '\t' '
  function wrapped(words, width,    parts, count, line, text, i) {
    count = split(words, parts, " ")
    for (i = 1; i <= count; i++) {
      if (line != "" && length(line " " parts[i]) > width) { text = text line "\\n"; line = parts[i] }
      else line = line (line == "" ? "" : " ") parts[i]
    }
    return text line
  }
  BEGIN {
    print "digraph claims {"
    print "  rankdir=LR; ranksep=1.6; nodesep=0.14; bgcolor=white;"
    print "  node [fontname=\"Helvetica\", fontsize=13, margin=\"0.14,0.07\", style=filled];"
    print "  edge [fontname=\"Helvetica\", fontsize=12, penwidth=1.8, arrowsize=0.8];"
    colour["Affirms"] = "#2e7d32"; colour["Denies"] = "#c62828"; colour["Neutral"] = "#616161"
    verb["Affirms"] = "affirms"; verb["Denies"] = "denies"; verb["Neutral"] = "neutral"
  }
  NR > 1 {
    gsub(/"(@en)?/, "")
    claimant = wrapped($1, 18); said = wrapped($4, 38)
    if (!(claimant in seen)) printf "  \"%s\" [shape=box, fillcolor=\"#fff3cd\", color=\"#8d6e00\"];\n", claimant
    if (!(said in seen)) printf "  \"%s\" [shape=box, style=\"rounded,filled\", fillcolor=\"#eef3fa\", color=\"#44618a\"];\n", said
    seen[claimant] = seen[said] = 1
    label = verb[$2] ($3 == "Certain" ? "" : ", " tolower($3))
    printf "  \"%s\" -> \"%s\" [label=\"%s\", color=\"%s\", fontcolor=\"%s\"%s];\n", claimant, said, label, \
      colour[$2], colour[$2], ($3 == "Certain" ? "" : ", style=dashed")
  }
  END { print "}" }' |
dot -Tsvg -o docs/example-graph.svg
