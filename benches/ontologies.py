#!/usr/bin/env python3
"""Scores extraction by ontologies that people bring, on Text2KGBench and KnowledgeNet, and prints one table.

    python3 benches/ontologies.py TESTIMONY GOLD [--only NAME]

TESTIMONY is the program, GOLD a folder with `text2kgbench` and `knowledgenet` as `docs/evaluation.md` describes them. For
Wikidata-TekGen entries are learnt from the training half and scored on the validation half, for DBpedia-WebNLG (which has no
validation half here) on five folds of the training half, for KnowledgeNet on three folds by document. "No examples" is what the
labels alone give. Figures are means over ontologies, as Text2KGBench counts: only relations that a text is marked with are scored.
Only the standard library is needed.
"""

import argparse
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import tempfile

COLUMNS = ["precision", "recall", "F1", "conformance", "subject hallucination", "object hallucination"]


def figures(output):
    """The figures of `eval` or `learn --folds`, by name."""
    found = {}
    for line in output.splitlines():
        cells = line.split("\t")
        if len(cells) == 2 and re.fullmatch(r"[0-9.]+", cells[1]):
            found[cells[0]] = float(cells[1])
    return found


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stderr}")
    return done.stdout


def tekgen(program, ontology):
    """Without examples, and with those of the training half."""
    name = ontology.name.removesuffix("_ontology.json")
    folder = ontology.parent.parent
    train = folder / "train" / f"ont_{name}_train.jsonl"
    test = folder / "validation" / f"ont_{name}_validation.jsonl"
    alone = figures(run(program, "eval", "--ontology", ontology, test))
    with tempfile.TemporaryDirectory() as scratch:
        table = pathlib.Path(scratch) / "learnt.tsv"
        run(program, "learn", "--ontology", ontology, "--examples", train, "--output", table)
        taught = figures(run(program, "eval", "--ontology", ontology, "--lexicon", table, test))
    return name, alone, taught


def webnlg(program, ontology):
    """Without examples, and on five folds."""
    name = ontology.name.removesuffix("_ontology.json")
    train = ontology.parent.parent / "train" / f"ont_{name}_train.jsonl"
    alone = figures(run(program, "eval", "--ontology", ontology, train))
    taught = figures(run(program, "learn", "--ontology", ontology, "--examples", train, "--folds", 5))
    return name, alone, taught


def mean(rows, column):
    values = [row[column] for row in rows if column in row]
    return sum(values) / len(values) if values else float("nan")


def print_rows(title, rows):
    print(f"| {title} | " + " | ".join(f"{mean(rows, column):.3f}" for column in COLUMNS) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("gold", type=pathlib.Path)
    parser.add_argument("--only", choices=["tekgen", "webnlg", "knowledgenet"])
    parser.add_argument("--each", action="store_true", help="a line for each ontology too")
    arguments = parser.parse_args()
    print("| Set | " + " | ".join(COLUMNS) + " |")
    print("|---" * (len(COLUMNS) + 1) + "|")
    sets = {"tekgen": ("wikidata_tekgen", tekgen), "webnlg": ("dbpedia_webnlg", webnlg)}
    for key, (folder, score) in sets.items():
        if arguments.only not in (None, key):
            continue
        ontologies = sorted((arguments.gold / "text2kgbench" / folder / "ontologies").glob("*_ontology.json"))
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            scored = list(pool.map(lambda ontology: score(arguments.program, ontology), ontologies))
        for name, alone, taught in scored if arguments.each else []:
            print_rows(f"{key} {name}, no examples", [alone])
            print_rows(f"{key} {name}, examples", [taught])
        print_rows(f"{key}, {len(scored)} ontologies, no examples", [alone for _, alone, _ in scored])
        print_rows(f"{key}, {len(scored)} ontologies, examples", [taught for _, _, taught in scored])
    if arguments.only in (None, "knowledgenet"):
        ontology = pathlib.Path(__file__).parent.parent / "docs" / "knowledgenet.ttl"
        marked = arguments.gold / "knowledgenet" / "train.jsonl.gz"
        output = run(arguments.program, "learn", "--ontology", ontology, "--examples", marked, "--folds", 3)
        together = [line for line in output.splitlines() if line.startswith("all together")]
        cells = together[-1].split("\t") if together else ["", "nan", "nan", "nan"]
        print(f"| knowledgenet, three folds by document, text | {' | '.join(cells[1:4])} | | | |")


if __name__ == "__main__":
    main()
