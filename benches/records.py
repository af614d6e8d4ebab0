"""Measures records, tables and RML to N-Quads against morph-kgc on the same facts, in turn, on one core.

    pip install morph-kgc==2.10.0
    cargo build --release --no-default-features
    python benches/records.py [--records N] [--program target/release/testimony] [--python PYTHON]

PYTHON is the interpreter that has morph-kgc. The facts are made up here, the same each time. Both programs carry out one
RML mapping over one CSV file, so that they write the same quads, which is checked; `records` writes our own claims of the
same facts from JSON Lines. Seconds are of the processor, memory is the largest resident set.
"""

import argparse
import csv
import json
import os
import pathlib
import subprocess
import sys
import tempfile

COMPANIES = ["Kestrel Ferries", "Alder Freight", "Novo Cranes", "Grey Sea Tugs", "Brandt & Sons"]
GIVEN = ["Lena", "Ivo", "Mara", "Tomas", "Edda", "Kaspar", "Ruta"]
FAMILY = ["Voss", "Brandt", "Lindqvist", "Okoro", "Sato", "Moreau", "Duarte"]
COLUMNS = ["id", "name", "employer", "url", "publisher", "date", "confidence"]

MAPPING = """
@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@prefix tm: <https://w3id.org/testimony#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://example.org/> .
"""
GRAPH = "rr:graphMap [ rr:template \"https://example.org/document/{id}\" ]"


def facts(count):
    """The facts, one for each record."""
    for number in range(count):
        name = f"{GIVEN[number % 7]} {FAMILY[number // 7 % 7]} {number}"
        yield {
            "id": str(number),
            "name": name,
            "employer": COMPANIES[number % 5],
            "url": f"https://example.org/news/{number}",
            "publisher": f"Paper {number % 50}",
            "date": f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}",
            "confidence": f"0.{number % 90 + 10}",
        }


def write_table(path, count):
    """The facts as a CSV file."""
    with open(path, "w", newline="", encoding="utf-8") as sink:
        rows = csv.DictWriter(sink, COLUMNS)
        rows.writeheader()
        rows.writerows(facts(count))


def triples_map(name, template, classes, pairs):
    """One triples map in Turtle."""
    kinds = " ; ".join(f"rr:class {kind}" for kind in classes)
    subject = f'rr:subjectMap [ rr:template "{template}" ; {kinds} ; {GRAPH} ]'
    pairs = " ;\n".join(
        f"    rr:predicateObjectMap [ rr:predicate {predicate} ; rr:objectMap [ {value} ] ]" for predicate, value in pairs
    )
    source = 'rml:logicalSource [ rml:source "SOURCE" ; rml:referenceFormulation ql:CSV ]'
    return f"<#{name}> {source} ;\n    {subject} ;\n{pairs} .\n"


def mapping(source):
    """The mapping of the facts to claims, as near to our own as RML can say them."""
    iri = lambda template: f'rr:template "{template}"'
    column = lambda name: f'rml:reference "{name}"'
    constant = lambda term: f"rr:constant {term}"
    claim, said = "https://example.org/claim/{id}", "https://example.org/said/{id}"
    person, company = "https://example.org/person/{name}", "https://example.org/company/{employer}"
    document, paper = "https://example.org/document/{id}", "https://example.org/paper/{publisher}"
    label = 'rr:template "{name} works for {employer}" ; rr:termType rr:Literal'
    true = 'rr:constant "true"^^xsd:boolean'
    maps = [
        triples_map("Claim", claim, ["tm:Claim"], [
            ("rdfs:label", label), ("tm:proposition", iri(said)), ("tm:inDocument", iri(document)),
            ("tm:claimant", iri(paper)), ("tm:stance", constant("tm:Affirms")), ("tm:certainty", constant("tm:Certain")),
            ("tm:voice", constant("tm:AuthorVoice")), ("tm:confidence", column("confidence") + " ; rr:datatype xsd:decimal"),
        ]),
        triples_map("Said", said, ["tm:Proposition"], [
            ("rdf:subject", iri(person)), ("rdf:predicate", constant("tm:worksFor")), ("rdf:object", iri(company)),
            ("rdfs:label", label),
        ]),
        triples_map("Person", person, ["tm:Person"], [("rdfs:label", column("name")), ("tm:isNamed", true)]),
        triples_map("Company", company, ["tm:Company"], [("rdfs:label", column("employer")), ("tm:isNamed", true)]),
        triples_map("Paper", paper, ["tm:MediaOrganization"], [("rdfs:label", column("publisher")), ("tm:isNamed", true)]),
        triples_map("Document", document, ["tm:DocumentVersion"], [
            ("schema:url", column("url") + " ; rr:datatype xsd:anyURI"), ("schema:publisher", iri(paper)),
            ("schema:datePublished", column("date") + " ; rr:datatype xsd:date"), ("rdfs:label", column("url")),
        ]),
    ]
    return MAPPING + "\n".join(maps).replace("SOURCE", str(source))


def record(fact):
    """The same fact as a record."""
    return {
        "subject": {"label": fact["name"], "types": ["Person"]},
        "relation": "works for",
        "object": {"label": fact["employer"], "types": ["Company"]},
        "certainty": "certain",
        "confidence": float(fact["confidence"]),
        "document": {"url": fact["url"], "publisher": fact["publisher"], "date": fact["date"]},
    }


def run(name, command, output):
    """Runs a command on one core; its processor seconds and its largest memory in megabytes."""
    pin = lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with open(output, "w") if output else open(os.devnull, "w") as sink:
        process = subprocess.Popen(command, stdout=sink, stderr=subprocess.PIPE, preexec_fn=pin)
        messages = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{name} failed: {messages}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def quads(path):
    """How many different quads a file has."""
    with open(path, encoding="utf-8") as lines:
        return len({line.rstrip(" .\n") for line in lines if line.strip()})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=200_000)
    parser.add_argument("--program", default="target/release/testimony")
    parser.add_argument("--python", default=sys.executable)
    options = parser.parse_args()
    program = str(pathlib.Path(options.program).absolute())
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        table, lines, rules = folder / "facts.csv", folder / "facts.jsonl", folder / "facts.ttl"
        write_table(table, options.records)
        with open(lines, "w", encoding="utf-8") as sink:
            for fact in facts(options.records):
                sink.write(json.dumps(record(fact)) + "\n")
        rules.write_text(mapping(table), encoding="utf-8")
        peer_output = folder / "peer.nq"
        (folder / "peer.ini").write_text(
            f"[CONFIGURATION]\noutput_file: {peer_output}\noutput_format: N-QUADS\nnumber_of_processes: 1\n"
            f"[FACTS]\nmappings: {rules}\n"
        )
        ours = [program, "import", "--print", "nquads", "--threads", "1"]
        runs = [
            ("morph-kgc", [options.python, "-m", "morph_kgc", str(folder / "peer.ini")], None, peer_output),
            ("testimony rml", [*ours, "--format", "rml", "--mapping", str(rules)], folder / "rml.nq", folder / "rml.nq"),
            ("testimony records", [*ours, str(lines)], folder / "records.nq", folder / "records.nq"),
        ]
        figures = {}
        for name, command, output, written in runs:
            seconds, megabytes = run(name, command, output)
            figures[name] = (seconds, quads(written))
            print(f"{name}: {seconds:.2f} s, {megabytes:.0f} MB, {figures[name][1]} quads", flush=True)
    (peer, peer_quads), (rml, rml_quads) = figures["morph-kgc"], figures["testimony rml"]
    if peer_quads != rml_quads:
        sys.exit(f"the two wrote {peer_quads} and {rml_quads} different quads from one mapping")
    own, own_quads = figures["testimony records"]
    print(f"the same mapping, the same quads: {peer / rml:.1f} times less processor time")
    print(f"records: {peer / own:.1f} times less; {peer / peer_quads * own_quads / own:.1f} times less for each quad")


if __name__ == "__main__":
    main()
