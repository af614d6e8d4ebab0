"""Two Python clients against a server: rdflib's SPARQLStore and SPARQLWrapper. Usage: test_clients.py http://HOST:PORT"""

import sys

from rdflib import RDFS, Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper

server = sys.argv[1]
china = URIRef("https://w3id.org/testimony/entity/place/china")

graph = Graph(SPARQLStore(f"{server}/sparql"))
assert str(graph.value(china, RDFS.label)) == "China"
rows = list(graph.query("SELECT ?what { ?who <https://w3id.org/testimony#denies> ?what }", initBindings={"who": china}))
assert len(rows) >= 2, rows

wrapper = SPARQLWrapper(f"{server}/sparql")
for method in ("GET", POST):
    for form in (JSON, XML, CSV):
        wrapper.setMethod(method)
        wrapper.setReturnFormat(form)
        wrapper.setQuery("SELECT ?who { ?who tm:denies ?what } LIMIT 3")
        assert wrapper.queryAndConvert(), (method, form)
wrapper.setRequestMethod(POSTDIRECTLY)
wrapper.setReturnFormat(TURTLE)
wrapper.setQuery("CONSTRUCT { ?who tm:denies ?what } { ?who tm:denies ?what }")
assert b"tm:denies" in wrapper.queryAndConvert()

described = Graph().parse(f"{server}/entity/place/china", format="turtle")
assert (china, RDFS.label, None) in described
print("clients agree")
