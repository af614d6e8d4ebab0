"""Asks a SPARQL endpoint by rdflib or SPARQLWrapper and prints the rows, sorted: python_clients.py CLIENT URL FILE"""

import sys

from rdflib import Graph
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import JSON, POST, SPARQLWrapper

client, url, path = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    query = file.read()


def by_rdflib():
    """Rows as rdflib sees them, which asks by GET and reads XML."""
    result = Graph(SPARQLStore(url)).query(query)
    if result.type == "ASK":
        return [], [[str(result.askAnswer).lower()]]
    names = sorted(str(name) for name in result.vars)
    return names, [["" if row[name] is None else str(row[name]) for name in names] for row in result]


def by_sparqlwrapper():
    """Rows as SPARQLWrapper sees them, asked by POST and read in JSON."""
    wrapper = SPARQLWrapper(url)
    wrapper.setMethod(POST)
    wrapper.setReturnFormat(JSON)
    wrapper.setQuery(query)
    result = wrapper.queryAndConvert()
    if "boolean" in result:
        return [], [[str(result["boolean"]).lower()]]
    names = sorted(result["head"]["vars"])
    rows = result["results"]["bindings"]
    return names, [[row[name]["value"] if name in row else "" for name in names] for row in rows]


names, rows = {"rdflib": by_rdflib, "sparqlwrapper": by_sparqlwrapper}[client]()
print("\t".join(names))
for line in sorted("\t".join(cell.replace("\n", " ") for cell in row) for row in rows):
    print(line)
