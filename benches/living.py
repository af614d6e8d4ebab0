"""Measures what a graph costs on its second day: an unchanged folder, a changed document, one taken out.

    cargo build --release
    python benches/living.py [--documents N] [--program target/release/testimony] [--store NAME]

The articles are made up here, by a fixed rule. Each figure is the clock time of the whole process, start-up included;
`start` is a build of one unchanged article in a graph of its own, and is what the other steps cannot go below. Ratios are
to the first build. On a shared machine ratios say more than seconds. A STORE that ends in .nq is a file, which is read
and written as a whole each time; any other is a folder, which needs the program's feature `rocksdb`.
"""

import argparse
import os
import random
import subprocess
import tempfile
import time
from pathlib import Path

SPEAKERS = ["The mayor", "The harbour police", "The water board", "A spokesman", "The union", "Copper Bank"]
NAMES = [first + second for first in ["Al", "Ber", "Cor", "Dun", "Ester", "Fal", "Grun", "Hol", "Isen", "Kar"]
         for second in ["by", "dale", "ford", "ham", "holm", "mark", "stad", "ton", "vik", "wick"]]
KINDS = ["Bank", "Ferries", "Mills", "Holding", "Shipping", "Power"]
VERBS = ["owns", "operates", "supports", "bought", "sued", "criticised"]


def article(number, edition=0):
    chance = random.Random(f"{number}/{edition}")
    firm = lambda: f"{chance.choice(NAMES)} {chance.choice(KINDS)}"
    sentences = []
    for _ in range(12):
        one, other = firm(), firm()
        said = f"{chance.choice(SPEAKERS)} of {chance.choice(NAMES)} said {one} {chance.choice(VERBS)} {other}."
        denied = f"{one} denied that it {chance.choice(VERBS)} {other}."
        sentences.append(chance.choice([said, said + " " + denied, f"{one} opened an office in {chance.choice(NAMES)}."]))
    return f"Article {number} of the made-up press, edition {edition}\n\n" + " ".join(sentences) + " The council will talk about all this again next week.\n"


def run(program, *arguments):
    """Clock seconds and peak memory in MiB of one command."""
    start = time.perf_counter()
    process = subprocess.Popen([program, "--quiet", *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def write_articles(folder, count):
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:05}.txt").write_text(article(number))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--program", default="target/release/testimony")
    parser.add_argument("--store", default="graph", help="name of the graph, in a folder that is thrown away")
    arguments = parser.parse_args()
    program, count = str(Path(arguments.program).resolve()), arguments.documents
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        store = ["--store", str(place / arguments.store)]
        write_articles(place / "few", max(1, count // 10))
        write_articles(place / "one", 1)
        write_articles(place / "all", count)
        changing = place / "all" / f"{count // 2:05}.txt"
        small = ["--store", str(place / ("small-" + arguments.store))]
        run(program, "build", str(place / "one"), *small)
        start, _ = run(program, "build", str(place / "one"), *small)
        _, few = run(program, "build", str(place / "few"), "--store", str(place / ("few-" + arguments.store)))
        steps = {"first build": run(program, "build", str(place / "all"), *store)}
        steps["unchanged"] = run(program, "build", str(place / "all"), *store)
        changing.write_text(article(count // 2, edition=1))
        steps["one changed, folder named"] = run(program, "build", str(place / "all"), *store)
        changing.write_text(article(count // 2, edition=2))
        steps["one changed, file named"] = run(program, "build", str(changing), *store)
        steps["one retracted"] = run(program, "retract", str(changing), *store)
        steps["export as N-Quads"] = run(program, "export", "--format", "nquads", *store)
        print(f"{count} documents; start {start:.2f} s")
        first, peak = steps["first build"]
        for name, (seconds, memory) in steps.items():
            print(f"{name:28} {seconds:8.2f} s  {100 * seconds / first:6.1f} %  {memory:6.0f} MiB")
        print(f"peak memory of {count} documents to that of {max(1, count // 10)}: {peak / few:.2f}")


if __name__ == "__main__":
    main()
