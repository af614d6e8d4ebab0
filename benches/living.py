"""Measures what a graph costs on its second day: an unchanged folder, a changed document, one taken out, an export.

    python3 benches/living.py TESTIMONY [--documents N] [--sentences N] [--store NAME] [--oxigraph OXIGRAPH]

TESTIMONY is the program, built with `cargo build --release`. The articles are made up here, by a fixed rule. Each figure is
the clock time of the whole process, start-up included; `start` is a build of one unchanged article in a graph of its own,
and is what the other steps cannot go below. Ratios are to the first build. On a shared machine ratios say more than
seconds. A STORE that ends in .nq is a file, which is read and written as a whole each time; any other is a folder, which
needs the program's feature `rocksdb`. OXIGRAPH is the program of the PyPI package `oxigraph`, found on the path when it is
there: it dumps the same folder, or converts the exported file when the store is a file.
"""

import argparse
import os
import random
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

SPEAKERS = ["The mayor", "The harbour police", "The water board", "A spokesman", "The union", "Copper Bank"]
NAMES = [first + second for first in ["Al", "Ber", "Cor", "Dun", "Ester", "Fal", "Grun", "Hol", "Isen", "Kar"]
         for second in ["by", "dale", "ford", "ham", "holm", "mark", "stad", "ton", "vik", "wick"]]
KINDS = ["Bank", "Ferries", "Mills", "Holding", "Shipping", "Power"]
VERBS = ["owns", "operates", "supports", "bought", "sued", "criticised"]


def article(number, edition=0, length=12):
    chance = random.Random(f"{number}/{edition}")
    firm = lambda: f"{chance.choice(NAMES)} {chance.choice(KINDS)}"
    sentences = []
    for _ in range(length):
        one, other = firm(), firm()
        said = f"{chance.choice(SPEAKERS)} of {chance.choice(NAMES)} said {one} {chance.choice(VERBS)} {other}."
        denied = f"{one} denied that it {chance.choice(VERBS)} {other}."
        sentences.append(chance.choice([said, said + " " + denied, f"{one} opened an office in {chance.choice(NAMES)}."]))
    return f"Article {number} of the made-up press, edition {edition}\n\n" + " ".join(sentences) + " The council will talk about all this again next week.\n"


def run(*command):
    """Clock seconds and peak memory in MiB of one command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def write_articles(folder, count, length=12):
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:05}.txt").write_text(article(number, length=length))


def lives(testimony, place, arguments):
    """Clock seconds and peak memory of each step, and the peak of a first build of a tenth of the articles."""
    count = arguments.documents
    store = ["--store", str(place / arguments.store)]
    length = arguments.sentences
    write_articles(place / "few", max(1, count // 10), length)
    write_articles(place / "all", count, length)
    changing = place / "all" / f"{count // 2:05}.txt"
    _, few = testimony("build", str(place / "few"), "--store", str(place / ("few-" + arguments.store)))
    steps = {"first build": testimony("build", str(place / "all"), *store)}
    steps["unchanged"] = testimony("build", str(place / "all"), *store)
    changing.write_text(article(count // 2, 1, length))
    steps["one changed, folder named"] = testimony("build", str(place / "all"), *store)
    changing.write_text(article(count // 2, 2, length))
    steps["one changed, file named"] = testimony("build", str(changing), *store)
    steps["one retracted"] = testimony("retract", str(changing), *store)
    exported = place / "export.nq"
    steps["export as N-Quads"] = testimony("export", "--format", "nquads", "--output", str(exported), *store)
    steps["export as TriG"] = testimony("export", "--format", "trig", "--output", str(place / "export.trig"), *store)
    return steps, few, exported


def compare(steps, arguments, place, exported):
    """What Oxigraph's own program takes to write the same quads."""
    if not arguments.oxigraph:
        print("oxigraph is not at hand: `pip install oxigraph`")
        return
    output = ["--file", str(place / "dump.nq"), "--format", "nq"] if arguments.store.endswith(".nq") else \
        ["--file", str(place / "dump.nq")]
    if arguments.store.endswith(".nq"):
        name, command = "oxigraph convert (from the export)", ["convert", "--from-file", str(exported), "--to-file", str(place / "dump.nq")]
    else:
        name, command = "oxigraph dump", ["dump", "--location", str(place / arguments.store / "database"), *output]
    steps[name] = run(arguments.oxigraph, *command)
    print(f"export to {name}, speed: {steps[name][0] / steps['export as N-Quads'][0]:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("testimony")
    parser.add_argument("--documents", type=int, default=10000)
    parser.add_argument("--sentences", type=int, default=5, help="with claims, in each article")
    parser.add_argument("--store", default="graph", help="name of the graph, in a folder that is thrown away")
    parser.add_argument("--oxigraph", default=shutil.which("oxigraph"))
    arguments = parser.parse_args()
    program = str(Path(arguments.testimony).resolve())
    testimony = lambda command, *rest: run(program, "--quiet", command, *(["--any-language"] if command == "build" else []), *rest)
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        small = ["--store", str(place / ("small-" + arguments.store))]
        write_articles(place / "one", 1, arguments.sentences)
        testimony("build", str(place / "one"), *small)
        start, _ = testimony("build", str(place / "one"), *small)
        steps, few, exported = lives(testimony, place, arguments)
        compare(steps, arguments, place, exported)
        print(f"{arguments.documents} documents, {sum(1 for _ in exported.open())} quads; start {start:.2f} s")
        first, peak = steps["first build"]
        for name, (seconds, memory) in steps.items():
            print(f"{name:34} {seconds:8.2f} s  {100 * seconds / first:6.1f} %  {memory:6.0f} MiB")
        print(f"peak memory of {arguments.documents} documents to that of {max(1, arguments.documents // 10)}: {peak / few:.2f}")


if __name__ == "__main__":
    main()
